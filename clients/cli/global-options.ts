import { type Command, Option } from 'commander';
import { defaultUrl } from './default-url.ts';
import { UsageError } from './usage-error.ts';

/** Options that every command understands. */
export interface GlobalOptions {
  readonly url: string;
  readonly json: boolean;
  readonly token?: string;
  /** The party whose stored session is used; else the one that logged in last. */
  readonly as?: string;
}

export function addGlobalOptions(program: Command): Command {
  return program
    .addOption(
      new Option('--url <url>', 'URL of the exchange (or REDLEAF_URL, API_URL, HOST and PORT)').default(
        defaultUrl(),
      ),
    )
    .option('--json', 'print one JSON value on each line, for programs')
    .option('--as <party>', 'use the session of this party, if several are logged in')
    .option('--token <token>', 'use this token instead of a stored session')
    .hook('preAction', (root, command) => {
      root.setOptionValue('json', root.opts<Partial<GlobalOptions>>().json === true);
      if (TELLS_OF_SETTINGS.has(command.name())) return;
      root.setOptionValue('url', originOf(root.opts<GlobalOptions>().url));
    });
}

/** They say themselves what is wrong with HOST and PORT, and call no exchange. */
const TELLS_OF_SETTINGS: ReadonlySet<string> = new Set(['config', 'doctor', 'serve']);

/** The origin alone, so that one exchange has one spelling. */
function originOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`the URL of the exchange must be like http://127.0.0.1:8000, not '${text}'`);
  }
  return url.origin;
}
