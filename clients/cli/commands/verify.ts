import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { Output } from '../output.ts';

interface VerifyOptions extends GlobalOptions {
  readonly dataDir?: string;
}

export function verifyCommand(): Command {
  return new Command('verify')
    .description('replay a journal from its first event and print what it comes to; changes nothing')
    .option('--data-dir <folder>', 'of the exchange (or DATA_DIR)')
    .action(verify);
}

async function verify(_options: VerifyOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<VerifyOptions>();
  // Loaded here: other commands do not need the exchange.
  const { loadConfig } = await import('../../../src/config.ts');
  const { verifyDataFolder } = await import('../../../src/recovery/verify.ts');
  const { dataDir } = loadConfig({ DATA_DIR: options.dataDir });
  const found = verifyDataFolder(dataDir, () => {});
  const facts = {
    state_hash: found.stateHash,
    last_sequence: found.lastSequence,
    batches: found.batches,
    orders: found.orders,
    open_orders: found.openOrders,
    trades: found.trades,
    instruments: found.instruments,
    parties: found.parties,
    snapshots: found.snapshots,
  };
  new Output(options.json).line(facts, () =>
    Object.entries(facts)
      .map(([name, value]) => `${name.replaceAll('_', ' ').padEnd(14)} ${value}`)
      .join('\n'),
  );
}
