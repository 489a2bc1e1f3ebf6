import { Command } from 'commander';
import { CreatePartyResponseSchema } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import type { GlobalOptions } from '../global-options.ts';
import { addPasswordOptions, newPassword, type PasswordOptions } from '../password.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface CreatePartyOptions extends GlobalOptions, PasswordOptions {
  readonly name?: string;
  readonly admin?: boolean;
}

export function createPartyCommand(): Command {
  const command = new Command('create-party')
    .description('add a party, which can log in and trade')
    .argument('<party>', 'party id')
    .option('--name <text>', 'display name')
    .option('--admin', 'make it an administrator')
    .addHelpText(
      'after',
      '\nWithout an option, the password comes from PASSWORD, from the file\nPASSWORD_FILE, or from a prompt that asks twice.',
    );
  return addPasswordOptions(command, 'its password').action(createParty);
}

async function createParty(partyId: string, _options: CreatePartyOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<CreatePartyOptions>();
  const password = await newPassword(`Password for ${partyId}`, options, 'PASSWORD');
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
