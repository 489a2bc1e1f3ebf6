import { Command } from 'commander';
import prettyBytes from 'pretty-bytes';
import type { Leftover } from '../../../src/operations/leftovers.ts';
import { hasTerminal, typesWord } from '../confirm.ts';
import { countText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { Output } from '../output.ts';

interface CleanupOptions extends GlobalOptions {
  readonly dataDir?: string;
  readonly derived?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export function cleanupCommand(): Command {
  return new Command('cleanup')
    .description('list files that killed programs left behind, and remove them')
    .option('--data-dir <folder>', 'data folder of the exchange (or DATA_DIR)')
    .option(
      '--derived',
      'also files that the exchange makes again from the journal: snapshots, history, datagrams, CSV files',
    )
    .option('--dry-run', 'only list')
    .option('--yes', 'do not ask')
    .action(cleanup);
}

async function cleanup(_options: CleanupOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<CleanupOptions>();
  // Loaded here: other commands do not need the exchange.
  const [{ loadConfig }, { withLeftovers }] = await Promise.all([
    import('../../../src/settings/config.ts'),
    import('../../../src/operations/cleanup.ts'),
  ]);
  const config = loadConfig({ DATA_DIR: options.dataDir });
  const output = new Output(options.json);
  await withLeftovers({ ...config, derived: options.derived === true }, async (leftovers) => {
    if (leftovers.length === 0) return output.note('nothing to remove');
    for (const { what, path, bytes } of leftovers) output.note(`${what}  ${path}  ${prettyBytes(bytes)}`);
    const total = totalText(leftovers);
    const removed = await isWanted(options, total);
    for (const leftover of leftovers) {
      const { what, path, bytes } = leftover;
      if (removed) leftover.remove();
      output.value({ what, path, bytes, removed });
    }
    output.note(removed ? `removed ${total}` : `${total}; nothing removed: use --yes`);
  });
}

function totalText(leftovers: readonly Leftover[]): string {
  const bytes = leftovers.reduce((sum, leftover) => sum + leftover.bytes, 0);
  return `${countText(leftovers.length, 'thing')}, ${prettyBytes(bytes)}`;
}

async function isWanted({ yes, dryRun }: CleanupOptions, total: string): Promise<boolean> {
  if (dryRun === true) return false;
  if (yes === true) return true;
  return hasTerminal() && (await typesWord(`This removes ${total}.`, 'yes'));
}
