import { existsSync } from 'node:fs';
import { copyDataFolder, type OnProgress } from './copy-data-folder.ts';
import { IncompleteFolder } from './incomplete-folder.ts';
import { type Manifest, writeManifest } from './manifest.ts';
import { checkOutside, TargetExistsError } from './target-folder.ts';

interface BackupOptions {
  readonly dataDir: string;
  /** A new folder. */
  readonly target: string;
  /** Version of the program. */
  readonly version: string;
  readonly onProgress: OnProgress;
}

/**
 * Copies a data folder into a new one. An exchange may run on it. The copy is a data folder with a description in
 * `backup.json`. It does not contain data that an exchange can derive from the journal.
 *
 * @throws TargetExistsError, TargetInsideError, JournalVersionError if there is no journal, and DamagedError.
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
