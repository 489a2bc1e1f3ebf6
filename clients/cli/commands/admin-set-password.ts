import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { addPasswordOptions, newPassword, type PasswordOptions } from '../password.ts';
import { withRedleaf } from '../with-redleaf.ts';

type SetPasswordOptions = GlobalOptions & PasswordOptions;

export function setPasswordCommand(): Command {
  const command = new Command('set-password')
    .description('set a new password for a party; all its sessions end')
    .argument('<party>', 'party id')
    .addHelpText(
      'after',
      '\nWithout an option, it comes from NEW_PASSWORD, from the file NEW_PASSWORD_FILE,\nor from a prompt.',
    );
  return addPasswordOptions(command, 'the new password').action(setPassword);
}

async function setPassword(partyId: string, _options: SetPasswordOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<SetPasswordOptions>();
  const password = await newPassword(`New password of ${partyId}`, options);
  await withRedleaf(options, async (redleaf, output) => {
    await redleaf.admin.setPassword({ partyId, password });
    output.line(
      { party_id: partyId, password_set: true },
      () => `password of ${partyId} set; its sessions have ended`,
    );
  });
}
