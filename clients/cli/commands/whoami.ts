import { Command } from 'commander';
import { GetSessionResponseSchema } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { timeText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { partiesLoggedIn } from '../session-file.ts';
import { withRedleaf } from '../with-redleaf.ts';

export function whoamiCommand(): Command {
  return new Command('whoami')
    .description('show the party of the session, and when it expires')
    .action(whoami);
}

async function whoami(_options: GlobalOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>();
  await withRedleaf(options, async (redleaf, output) => {
    const session = await redleaf.sessions.getSession({});
    output.message(GetSessionResponseSchema, session, () => {
      const role = session.isAdmin ? ' (administrator)' : '';
      return `${session.partyId}${role} at ${options.url} until ${timeText(session.expireTimeNs)}`;
    });
    const others = (await partiesLoggedIn(options.url)).filter((party) => party !== session.partyId);
    if (others.length > 0) output.none(`also logged in: ${others.join(', ')}; use them with --as`);
  });
}
