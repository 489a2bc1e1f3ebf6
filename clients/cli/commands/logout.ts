import { RedleafError } from '@redleaf/client';
import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { removeSession } from '../session-file.ts';
import { withRedleaf } from '../with-redleaf.ts';

export function logoutCommand(): Command {
  return new Command('logout').description('end the session').action(logout);
}

async function logout(_options: GlobalOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>();
  await withRedleaf(options, async (redleaf, output) => {
    try {
      await redleaf.sessions.logout({});
    } catch (thrown) {
      // A session that has ended by itself is what was asked for.
      if (RedleafError.from(thrown).reason !== 'TOKEN_INVALID') throw thrown;
    }
    if (options.token === undefined) await removeSession(options.url, options.as);
    output.line({ logged_out: true }, () => 'logged out');
  });
}
