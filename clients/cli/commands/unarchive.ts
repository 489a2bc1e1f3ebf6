import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { Output } from '../output.ts';
import { withProgress } from '../show-progress.ts';

interface UnarchiveOptions extends GlobalOptions {
  readonly dataDir?: string;
}

export function unarchiveCommand(): Command {
  return new Command('unarchive')
    .description(
      'put the events of an archive back into the journal of a stopped exchange that goes on from it',
    )
    .argument('<folder>', 'folder of the archive, which stays as it is')
    .option('--data-dir <folder>', 'data folder of the exchange (or DATA_DIR)')
    .action(unarchive);
}

async function unarchive(archive: string, _options: UnarchiveOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<UnarchiveOptions>();
  // Loaded here: other commands do not need the exchange.
  const [{ loadConfig }, { unarchiveJournal }, { totalsAsJson }] = await Promise.all([
    import('../../../src/settings/config.ts'),
    import('../../../src/operations/unarchive.ts'),
    import('../../../src/operations/description.ts'),
  ]);
  const { dataDir } = loadConfig({ DATA_DIR: options.dataDir });
  const found = withProgress('{percentage} % verified, copied and read back', (onProgress) =>
    unarchiveJournal({ dataDir, archive, onProgress }),
  );
  new Output(options.json).line(
    { data_dir: dataDir, ...totalsAsJson(found) },
    () =>
      `the journal has events ${found.firstSequence} to ${found.lastSequence}\nstate hash ${found.stateHash}, read back and found equal`,
  );
}
