import { Command } from 'commander';
import { readEnvironment } from '../../../src/environment.ts';
import type { GlobalOptions } from '../global-options.ts';
import { askPassword, newPassword } from '../password.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface PasswordOptions extends GlobalOptions {
  readonly password?: string;
  readonly newPassword?: string;
}

export function passwordCommand(): Command {
  return new Command('password')
    .description('change your password; your other sessions end')
    .option('--password <password>', 'the one that you have, asked for if not given (or PASSWORD)')
    .option('--new-password <password>', 'the one to have, asked for if not given (or NEW_PASSWORD)')
    .action(changePassword);
}

async function changePassword(_options: PasswordOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<PasswordOptions>();
  const currentPassword =
    options.password ?? (readEnvironment()['PASSWORD'] || (await askPassword('Your password')));
  const next = await newPassword('Your new password', '--new-password', options.newPassword);
  await withRedleaf(options, async (redleaf, output) => {
    await redleaf.sessions.changePassword({ currentPassword, newPassword: next });
    output.line({ password_changed: true }, () => 'password changed; your other sessions have ended');
  });
}
