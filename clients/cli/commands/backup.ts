import { Command } from 'commander';
import program from '../../../package.json' with { type: 'json' };
import type { GlobalOptions } from '../global-options.ts';
import { manifestText } from '../manifest-text.ts';
import { Output } from '../output.ts';
import { withProgress } from '../show-progress.ts';

interface BackupOptions extends GlobalOptions {
  readonly dataDir?: string;
}

export function backupCommand(): Command {
  return new Command('backup')
    .description('copy the journal and the passwords of an exchange, running or stopped, and verify the copy')
    .argument('<folder>', 'folder for the backup; it must not exist yet')
    .option('--data-dir <folder>', 'data folder of the exchange (or DATA_DIR)')
    .action(backup);
}

async function backup(target: string, _options: BackupOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<BackupOptions>();
  // Loaded here: other commands do not need the exchange.
  const [{ loadConfig }, { backupDataFolder }] = await Promise.all([
    import('../../../src/settings/config.ts'),
    import('../../../src/operations/backup.ts'),
  ]);
  const { dataDir } = loadConfig({ DATA_DIR: options.dataDir });
  const { version } = program;
  const manifest = withProgress('{percentage} % copied and read back', (onProgress) =>
    backupDataFolder({ dataDir, target, version, onProgress }),
  );
  new Output(options.json).line(
    { backup: target, ...manifest },
    () => `backup made in ${target}\n${manifestText(manifest)}`,
  );
}
