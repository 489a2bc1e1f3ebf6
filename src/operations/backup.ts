import { existsSync } from 'node:fs';
import { copyDataFolder, type OnProgress } from './copy-data-folder.ts';
import { IncompleteFolder } from './incomplete-folder.ts';
import { type Manifest, writeManifest } from './manifest.ts';
import { checkOutside, TargetExistsError } from './target-folder.ts';

interface BackupOptions {
  readonly dataDir: string;
  /** A folder that is not there yet. */
  readonly target: string;
  /** Of the program. */
  readonly version: string;
  readonly onProgress: OnProgress;
}

/**
 * Copies a data folder into a new one, also while an exchange runs on it. The copy is itself a data folder, with a description in
 * `backup.json`; what can be made again from the journal is not in it.
 *
 * @throws TargetExistsError, TargetInsideError, JournalVersionError when there is no journal, DamagedError when it is damaged.
 */
export function backupDataFolder({ dataDir, target, version, onProgress }: BackupOptions): Manifest {
  if (existsSync(target)) throw new TargetExistsError(target);
  checkOutside(target, dataDir);
  const madeAt = new Date();
  using folder = new IncompleteFolder(target);
  const totals = copyDataFolder(dataDir, folder.path, { onProgress });
  const manifest = writeManifest(folder.path, { madeAt, version, totals });
  folder.finish();
  return manifest;
}
