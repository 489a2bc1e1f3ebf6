import { type Command, Option } from 'commander';
import { readEnvironment } from '../../src/environment.ts';
import { UsageError } from './usage-error.ts';

/** Options that every command understands. */
export interface GlobalOptions {
  readonly url: string;
  readonly json: boolean;
  readonly token?: string;
  /** The party whose stored session is used; else the one that logged in last. */
  readonly as?: string;
}

const DEFAULT_PORT = '8000';

/** Where the exchange is when no option says so: where the same settings would have `redleaf serve` listen. */
export function defaultUrl({ REDLEAF_URL, API_URL, PORT } = readEnvironment()): string {
  // Port 0 lets the exchange choose, and then it prints its address.
  const port = PORT === undefined || PORT === '' || PORT === '0' ? DEFAULT_PORT : PORT;
  return REDLEAF_URL || API_URL || `http://127.0.0.1:${port}`;
}

export function addGlobalOptions(program: Command): Command {
  return program
    .addOption(
      new Option('--url <url>', 'address of the exchange (or REDLEAF_URL, API_URL)').default(defaultUrl()),
    )
    .option('--json', 'print one JSON value a line, for programs')
    .option('--as <party>', 'use the session of this party, if several are logged in')
    .option('--token <token>', 'use this token instead of a stored session')
    .hook('preAction', (root, command) => {
      root.setOptionValue('json', root.opts<Partial<GlobalOptions>>().json === true);
      // It lists everything that is wrong with the settings, this one among them.
      if (command.name() === 'config') return;
      root.setOptionValue('url', originOf(root.opts<GlobalOptions>().url));
    });
}

/** The origin alone, so that one exchange has one spelling. */
function originOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`the URL of the exchange must be like http://127.0.0.1:8000, not '${text}'`);
  }
  return url.origin;
}
