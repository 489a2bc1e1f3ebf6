import { Command } from 'commander';
import { countText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { wholeNumber } from '../order-arguments.ts';
import { Output } from '../output.ts';

interface ConfigOptions extends GlobalOptions {
  readonly host?: string;
  readonly port?: number;
  readonly dataDir?: string;
}

export function configCommand(): Command {
  return new Command('config')
    .description('print every setting with its source; secrets are hidden')
    .option('--host <address>', 'as for serve')
    .option('--port <port>', 'as for serve', wholeNumber('--port', 0, 65_535))
    .option('--data-dir <folder>', 'as for serve')
    .action(printConfig);
}

async function printConfig(_options: ConfigOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ConfigOptions>();
  // Loaded here: other commands do not need the exchange.
  const { effectiveSettings } = await import('../../../src/settings/effective-settings.ts');
  const flags = { HOST: options.host, PORT: options.port?.toString(), DATA_DIR: options.dataDir };
  const output = new Output(options.json);
  const settings = effectiveSettings(flags);
  for (const setting of settings) {
    const { name, value, source, problem } = setting;
    output.line({ ...setting }, () => {
      const line = `${`${name}=${value}`.padEnd(48)} ${source}`;
      return problem === undefined ? line : `${line}\n  WRONG: ${problem}`;
    });
  }
  const wrong = settings.filter(({ problem }) => problem !== undefined).length;
  if (wrong > 0)
    throw new Error(`${countText(wrong, 'setting')} ${wrong === 1 ? 'is' : 'are'} wrong: see above`);
}
