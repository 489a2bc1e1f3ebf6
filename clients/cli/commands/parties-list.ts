import { toJson } from '@bufbuild/protobuf';
import { Command } from 'commander';
import { type Party, PartySchema } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import type { GlobalOptions } from '../global-options.ts';
import type { Column } from '../table.ts';
import { withRedleaf } from '../with-redleaf.ts';

export const PARTY_COLUMNS: readonly Column<Party>[] = [
  { header: 'PARTY', text: ({ partyId }) => partyId },
  { header: 'ROLE', text: ({ isAdmin }) => (isAdmin ? 'administrator' : 'trader') },
  { header: 'STATUS', text: ({ isDisabled }) => (isDisabled ? 'disabled' : 'enabled') },
  { header: 'NAME', text: ({ partyName }) => partyName },
];

export function partiesListCommand(): Command {
  return new Command('list').description('list the parties, in order of creation').action(list);
}

async function list(_options: GlobalOptions, command: Command): Promise<void> {
  await withRedleaf(command.optsWithGlobals<GlobalOptions>(), async (redleaf, output) => {
    const print = output.list(PARTY_COLUMNS, (party) =>
      toJson(PartySchema, party, { useProtoFieldName: true, alwaysEmitImplicit: true }),
    );
    let pageToken = '';
    do {
      const page = await redleaf.admin.listParties({ pageToken });
      print(page.parties);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
  });
}
