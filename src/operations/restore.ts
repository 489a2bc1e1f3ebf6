import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { journalFiles } from '../journal/sqlite/journal-files.ts';
import { newEpoch } from '../storage/epoch.ts';
import { copyDataFolder, type OnProgress } from './copy-data-folder.ts';
import { checkTotals } from './description.ts';
import { IncompleteFolder } from './incomplete-folder.ts';
import { BACKUP_FILE, checkCredentials, type Manifest, readManifest } from './manifest.ts';

interface RestoreOptions {
  readonly backup: string;
  /** A new or empty folder. */
  readonly dataDir: string;
  readonly onProgress: OnProgress;
}

/** The target folder cannot take a backup. */
export class CannotRestoreError extends Error {
  constructor(dataDir: string, why: string) {
    super(`${dataDir} ${why}: restore into a new or empty folder`);
    this.name = 'CannotRestoreError';
  }
}

/**
 * Restores a backup into a data folder with a new epoch. The folder appears only when it is complete and was read back.
 *
 * @returns the description of the backup, with the new epoch.
 * @throws CannotRestoreError, NoBackupError, and DamagedError.
 */
export function restoreBackup({ backup, dataDir, onProgress }: RestoreOptions): Manifest {
  const manifest = readManifest(backup);
  using folder = new IncompleteFolder(freeFolder(dataDir));
  checkCredentials(backup, manifest);
  // Clients may have seen events from after the backup. The restored exchange continues differently, so it needs a new epoch.
  const epoch = newEpoch(manifest.epoch);
  const totals = copyDataFolder(backup, folder.path, { epoch, onProgress });
  checkTotals(manifest, totals, journalFiles(backup).databaseFile, BACKUP_FILE);
  folder.finish();
  return { ...manifest, epoch };
}

/** @returns the folder's real path. */
function freeFolder(dataDir: string): string {
  if (!existsSync(dataDir)) return dataDir;
  const path = realpathSync(dataDir);
  const names = readdirSync(path);
  if (names.includes('journal.db')) throw new CannotRestoreError(dataDir, 'holds a journal');
  if (names.length > 0) throw new CannotRestoreError(dataDir, 'is not empty');
  // Another folder cannot be renamed to a mount point.
  const isMounted = statSync(path).dev !== statSync(dirname(path)).dev;
  if (isMounted) throw new CannotRestoreError(dataDir, 'is a mount point');
  return path;
}
