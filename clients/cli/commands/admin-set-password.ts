import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { newPassword } from '../password.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface SetPasswordOptions extends GlobalOptions {
  readonly password?: string;
}

export function setPasswordCommand(): Command {
  return new Command('set-password')
    .description('set the password of a party, whatever it was; all its sessions end')
    .argument('<party>', 'party id')
    .option('--password <password>', 'the one to have, asked for if not given (or NEW_PASSWORD)')
    .action(setPassword);
}

async function setPassword(partyId: string, _options: SetPasswordOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<SetPasswordOptions>();
  const password = await newPassword(`New password of ${partyId}`, '--password', options.password);
  await withRedleaf(options, async (redleaf, output) => {
    await redleaf.admin.setPassword({ partyId, password });
    output.line(
      { party_id: partyId, password_set: true },
      () => `password of ${partyId} set; its sessions have ended`,
    );
  });
}
