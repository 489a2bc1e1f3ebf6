import type { Command } from 'commander';
import { readEnvironment } from '../../src/environment.ts';
import { UsageError } from './usage-error.ts';

/** Options that every command understands. */
export interface GlobalOptions {
  readonly url: string;
  readonly json: boolean;
  readonly token?: string;
}

export const DEFAULT_URL = 'http://127.0.0.1:8000';

export function addGlobalOptions(program: Command): Command {
  const { REDLEAF_URL, API_URL } = readEnvironment();
  return program
    .option('--url <url>', 'the exchange (or REDLEAF_URL, API_URL)', REDLEAF_URL || API_URL || DEFAULT_URL)
    .option('--json', 'print one JSON value per line', false)
    .option('--token <token>', "use this token, not the stored session's")
    .hook('preAction', (root, command) => {
      // It lists everything that is wrong with the settings, this one among them.
      if (command.name() === 'config') return;
      root.setOptionValue('url', originOf(root.opts<GlobalOptions>().url));
    });
}

/** The origin alone, so that one exchange has one spelling. */
function originOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`the URL of the exchange must be like ${DEFAULT_URL}, not '${text}'`);
  }
  return url.origin;
}
