import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { manifestText } from '../manifest-text.ts';
import { Output } from '../output.ts';
import { withProgress } from '../show-progress.ts';

interface RestoreOptions extends GlobalOptions {
  readonly dataDir?: string;
}

export function restoreCommand(): Command {
  return new Command('restore')
    .description('check a backup and make a data folder from it')
    .argument('<folder>', 'folder of the backup')
    .option('--data-dir <folder>', 'data folder to make; it must not exist yet, or be empty (or DATA_DIR)')
    .action(restore);
}

async function restore(backup: string, _options: RestoreOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<RestoreOptions>();
  // Loaded here: other commands do not need the exchange.
  const [{ loadConfig }, { restoreBackup }] = await Promise.all([
    import('../../../src/settings/config.ts'),
    import('../../../src/operations/restore.ts'),
  ]);
  const { dataDir } = loadConfig({ DATA_DIR: options.dataDir });
  const manifest = withProgress('{percentage} % copied and read back', (onProgress) =>
    restoreBackup({ backup, dataDir, onProgress }),
  );
  new Output(options.json).line(
    { data_dir: dataDir, ...manifest },
    () => `backup ${backup} restored into ${dataDir}\n${manifestText(manifest)}`,
  );
}
