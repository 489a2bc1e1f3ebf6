import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { Output } from '../output.ts';
import { withProgress } from '../show-progress.ts';

interface VerifyOptions extends GlobalOptions {
  readonly dataDir?: string;
}

export function verifyCommand(): Command {
  return new Command('verify')
    .description('replay a journal from its first event and print what it comes to; changes nothing')
    .option('--data-dir <folder>', 'data folder of the exchange (or DATA_DIR)')
    .action(verify);
}

async function verify(_options: VerifyOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<VerifyOptions>();
  // Loaded here: other commands do not need the exchange.
  const [{ loadConfig }, { verifyDataFolder }, { totalsAsJson }] = await Promise.all([
    import('../../../src/config.ts'),
    import('../../../src/recovery/verify.ts'),
    import('../../../src/operations/manifest.ts'),
  ]);
  const { dataDir } = loadConfig({ DATA_DIR: options.dataDir });
  const found = withProgress('{value} of {total} events', (update) => verifyDataFolder(dataDir, update));
  const facts = { ...totalsAsJson(found), snapshots: found.snapshots };
  new Output(options.json).line(facts, () =>
    Object.entries(facts)
      .map(([name, value]) => `${name.replaceAll('_', ' ').padEnd(14)} ${value}`)
      .join('\n'),
  );
}
