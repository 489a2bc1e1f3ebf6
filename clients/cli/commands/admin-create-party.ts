import { Command } from 'commander';
import { CreatePartyResponseSchema } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import type { GlobalOptions } from '../global-options.ts';
import { askPassword } from '../password.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface CreatePartyOptions extends GlobalOptions {
  readonly name?: string;
  readonly password?: string;
  readonly admin?: boolean;
}

export function createPartyCommand(): Command {
  return new Command('create-party')
    .description('add a party that may log in and trade')
    .argument('<party>', 'party id')
    .option('--name <text>', 'for people')
    .option('--password <password>', 'its password, asked for if not given (or PASSWORD)')
    .option('--admin', 'make it an administrator')
    .action(createParty);
}

async function createParty(partyId: string, _options: CreatePartyOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<CreatePartyOptions>();
  const { PASSWORD } = process.env;
  const password = options.password ?? PASSWORD ?? (await askPassword(`Password for ${partyId}`));
  await withRedleaf(options, async (redleaf, output) => {
    const response = await redleaf.admin.createParty({
      partyId,
      partyName: options.name ?? '',
      password,
      isAdmin: options.admin === true,
    });
    output.message(CreatePartyResponseSchema, response, () => `party ${response.partyId} created`);
  });
}
