import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { addPasswordOptions, currentPassword, newPassword, type PasswordOptions } from '../password.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface ChangePasswordOptions extends GlobalOptions, PasswordOptions {
  readonly newPassword?: string;
}

const PASSWORD_HELP = `
Without options, they are in PASSWORD and NEW_PASSWORD, in the files
PASSWORD_FILE and NEW_PASSWORD_FILE, or are asked for.`;

export function passwordCommand(): Command {
  const command = new Command('password')
    .description('change your password; your other sessions end')
    .addHelpText('after', PASSWORD_HELP);
  return addPasswordOptions(command, 'your current password')
    .option('--new-password <password>', 'the new password; visible to other users of this machine')
    .action(changePassword);
}

async function changePassword(_options: ChangePasswordOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ChangePasswordOptions>();
  const current = await currentPassword('Your password', options);
  const next = await newPassword('Your new password', { password: options.newPassword });
  await withRedleaf(options, async (redleaf, output) => {
    await redleaf.sessions.changePassword({ currentPassword: current, newPassword: next });
    output.line({ password_changed: true }, () => 'password changed; your other sessions have ended');
  });
}
