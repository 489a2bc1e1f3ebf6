import { Command } from 'commander';
import type { Rebuilt } from '../../../src/rebuild/rebuild-from-mongo.ts';
import { countText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { interrupted, interruptSignal } from '../interrupt.ts';
import { wholeNumber } from '../order-arguments.ts';
import { Output } from '../output.ts';

interface ServeOptions extends GlobalOptions {
  readonly host?: string;
  readonly port?: number;
  readonly dataDir?: string;
  readonly rebuildFromMongo?: boolean;
}

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the exchange; its settings come from the environment and .env')
    .option('--host <address>', 'address to listen on (or HOST)')
    .option('--port <port>', 'TCP port; 0 chooses a free one (or PORT)', wholeNumber('--port', 0, 65_535))
    .option('--data-dir <folder>', 'data folder, with the journal (or DATA_DIR)')
    .option('--rebuild-from-mongo', 'fill an empty data folder from MongoDB first')
    .action(serve);
}

async function serve(_options: ServeOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ServeOptions>();
  const signal = interruptSignal();
  // Loaded here: other commands do not need the exchange.
  const [{ loadConfig }, { startExchange }] = await Promise.all([
    import('../../../src/settings/config.ts'),
    import('../../../src/main.ts'),
  ]);
  const config = loadConfig({
    HOST: options.host,
    PORT: options.port?.toString(),
    DATA_DIR: options.dataDir,
  });
  const exchange = await startExchange(config, { rebuildFromMongo: options.rebuildFromMongo ?? false });
  const output = new Output(options.json);
  if (exchange.rebuilt !== undefined) tellRebuilt(exchange.rebuilt, output);
  output.line({ url: exchange.url }, () => `Redleaf Exchange at ${exchange.url}`);
  await interrupted(signal);
  await exchange.stop();
}

function tellRebuilt({ findings, ...counts }: Rebuilt, output: Output): void {
  const facts = {
    instruments: counts.instruments,
    parties: counts.parties,
    open_orders: counts.openOrders,
    positions: counts.positions,
    state_hash: counts.stateHash,
  };
  output.line({ rebuilt: { ...facts, findings: [...findings] } }, () =>
    [
      `rebuilt from MongoDB: ${[
        countText(counts.instruments, 'instrument'),
        countText(counts.parties, 'party', 'parties'),
        countText(counts.openOrders, 'open order'),
        countText(counts.positions, 'position'),
      ].join(', ')}`,
      `state hash ${counts.stateHash}`,
      ...findings.map((finding) => `please check: ${finding}`),
    ].join('\n'),
  );
}
