import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { interrupted, interruptSignal } from '../interrupt.ts';
import { wholeNumber } from '../order-arguments.ts';
import { Output } from '../output.ts';

interface ServeOptions extends GlobalOptions {
  readonly host?: string;
  readonly port?: number;
  readonly dataDir?: string;
}

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the exchange; its settings come from the environment and .env')
    .option('--host <address>', 'address to listen on (or HOST)')
    .option('--port <port>', 'TCP port; 0 takes a free one (or PORT)', wholeNumber('--port', 0, 65_535))
    .option('--data-dir <folder>', 'where the journal is (or DATA_DIR)')
    .action(serve);
}

async function serve(_options: ServeOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ServeOptions>();
  const signal = interruptSignal();
  // Loaded here: other commands do not need the exchange.
  const [{ loadConfig }, { startExchange }] = await Promise.all([
    import('../../../src/config.ts'),
    import('../../../src/main.ts'),
  ]);
  const config = loadConfig({
    HOST: options.host,
    PORT: options.port?.toString(),
    DATA_DIR: options.dataDir,
  });
  const exchange = await startExchange(config);
  new Output(options.json).line({ url: exchange.url }, () => `Redleaf Exchange at ${exchange.url}`);
  await interrupted(signal);
  await exchange.stop();
}
