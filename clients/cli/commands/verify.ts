import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { Output } from '../output.ts';
import { withProgress } from '../show-progress.ts';

interface VerifyOptions extends GlobalOptions {
  readonly dataDir?: string;
  readonly archives?: readonly string[];
}

export function verifyCommand(): Command {
  return new Command('verify')
    .description('replay a journal, and print the state hash and counts; changes nothing')
    .option('--data-dir <folder>', 'data folder of the exchange (or DATA_DIR)')
    .option('--archives <folders...>', 'archives of older events, in any order; they are replayed first')
    .action(verify);
}

async function verify(_options: VerifyOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<VerifyOptions>();
  // Loaded here: other commands do not need the exchange.
  const [{ loadConfig }, { verifyDataFolder }, { verifyChain }, { totalsAsJson }] = await Promise.all([
    import('../../../src/settings/config.ts'),
    import('../../../src/recovery/verify.ts'),
    import('../../../src/operations/verify-chain.ts'),
    import('../../../src/operations/description.ts'),
  ]);
  const { dataDir } = loadConfig({ DATA_DIR: options.dataDir });
  const { archives } = options;
  const found = withProgress('{value} of {total} events', (update) =>
    archives === undefined ? verifyDataFolder(dataDir, update) : verifyChain(archives, dataDir, update),
  );
  const facts = { ...totalsAsJson(found), snapshots: found.snapshots };
  new Output(options.json).line(facts, () =>
    Object.entries(facts)
      .map(([name, value]) => `${name.replaceAll('_', ' ').padEnd(14)} ${value}`)
      .join('\n'),
  );
}
