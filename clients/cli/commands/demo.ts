import { Command } from 'commander';
import type { OfferedLogin } from '../../../src/supervision/operations.ts';
import { defaultUrl } from '../default-url.ts';
import type { GlobalOptions } from '../global-options.ts';
import { interrupted, interruptSignal } from '../interrupt.ts';
import { wholeNumber } from '../order-arguments.ts';
import { Output } from '../output.ts';

/** Trades, and execution reports, that the demo keeps in memory. */
export const DEMO_RETAINED_REPORTS = 20_000;

interface DemoOptions extends GlobalOptions {
  readonly port?: number;
  readonly dataDir: string;
  readonly rate: number;
  readonly seed: number;
}

export function demoCommand(): Command {
  return new Command('demo')
    .description('run a demo exchange: three instruments, and bots that trade them')
    .option('--port <port>', 'TCP port; 0 chooses a free one (or PORT)', wholeNumber('--port', 0, 65_535))
    .option('--data-dir <folder>', 'data folder of the demo', './data/demo')
    .option('--rate <commands>', 'commands a second, all bots together', wholeNumber('--rate', 1, 5_000), 75)
    .option('--seed <number>', 'seed of the random decisions', wholeNumber('--seed', 0, 2 ** 31 - 1), 1)
    .action(demo);
}

async function demo(_options: DemoOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<DemoOptions>();
  const signal = interruptSignal();
  // Loaded here: other commands need neither the exchange nor the bots.
  const [{ loadConfig }, { startExchange }, { startDemoMarket }, { DEMO_ADMIN }, { welcomeText }] =
    await Promise.all([
      import('../../../src/settings/config.ts'),
      import('../../../src/main.ts'),
      import('../../demo/demo-market.ts'),
      import('../../demo/parties.ts'),
      import('../../demo/welcome.ts'),
    ]);
  const config = loadConfig({
    PORT: options.port?.toString(),
    DATA_DIR: options.dataDir,
    // Passwords that everyone knows: never on an address that others can reach, or in a database that others read.
    DEMO: 'true',
    HOST: '127.0.0.1',
    PARTY_STORE: 'sqlite',
    ADMIN_ID: DEMO_ADMIN.partyId,
    ADMIN_PASSWORD: DEMO_ADMIN.password,
    // What the exchange logs would bury what the demo says.
    LOG_LEVEL: 'warn',
    // Often, so that the next demo has little to replay and is up at once.
    SNAPSHOT_EVENTS: '25000',
    // Minutes of them, for a small process; older ones are read from the journal.
    RETAINED_REPORTS: String(DEMO_RETAINED_REPORTS),
  });
  let people: readonly OfferedLogin[] = [];
  const exchange = await startExchange(config, { offeredLogins: () => people });
  const { url } = exchange;
  const { rate, seed } = options;
  const bots = new AbortController();
  try {
    const market = await startDemoMarket({ url, rate, seed, signal: bots.signal });
    const { stopped } = market;
    people = market.people;
    new Output(options.json).line({ url }, () =>
      welcomeText({ url, defaultUrl: defaultUrl(), rate, people }),
    );
    // Bots that stop by themselves have failed, and tell how.
    await Promise.race([interrupted(signal), stopped]);
    bots.abort();
    await stopped;
  } finally {
    bots.abort();
    await exchange.stop();
  }
}
