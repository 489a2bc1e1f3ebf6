import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { withRedleaf } from '../with-redleaf.ts';

export function partiesDisableCommand(): Command {
  return new Command('disable')
    .description('disable a party: its sessions end, its open orders stay')
    .argument('<party>', 'party id')
    .action((partyId: string, _options: GlobalOptions, command: Command) =>
      setStatus(partyId, true, command),
    );
}

export function partiesEnableCommand(): Command {
  return new Command('enable')
    .description('enable a party again')
    .argument('<party>', 'party id')
    .action((partyId: string, _options: GlobalOptions, command: Command) =>
      setStatus(partyId, false, command),
    );
}

async function setStatus(partyId: string, isDisabled: boolean, command: Command): Promise<void> {
  await withRedleaf(command.optsWithGlobals<GlobalOptions>(), async ({ admin }, output) => {
    await (isDisabled ? admin.disableParty({ partyId }) : admin.enableParty({ partyId }));
    output.line({ party_id: partyId, is_disabled: isDisabled }, () =>
      isDisabled ? `${partyId} is disabled; its sessions have ended` : `${partyId} can log in`,
    );
  });
}
