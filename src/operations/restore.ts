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
  /** A folder that is not there yet, or is empty. */
  readonly dataDir: string;
  readonly onProgress: OnProgress;
}

/** A backup cannot be put there. */
export class CannotRestoreError extends Error {
  constructor(dataDir: string, why: string) {
    super(`${dataDir} ${why}: restore into a folder that is not there yet, or is empty`);
    this.name = 'CannotRestoreError';
  }
}

/**
 * Makes a data folder of a backup, with an epoch of its own. It is there only when it is whole and has been read back.
 *
 * @returns what the backup says of itself, with the new epoch.
 * @throws CannotRestoreError, NoBackupError, and DamagedError when the backup is not as it was made.
 */
export function restoreBackup({ backup, dataDir, onProgress }: RestoreOptions): Manifest {
  const manifest = readManifest(backup);
  using folder = new IncompleteFolder(freeFolder(dataDir));
  checkCredentials(backup, manifest);
  // What happens from here on may be something else than what happened after the backup, and was seen: another history.
  const epoch = newEpoch(manifest.epoch);
  const totals = copyDataFolder(backup, folder.path, { epoch, onProgress });
  checkTotals(manifest, totals, journalFiles(backup).databaseFile, BACKUP_FILE);
  folder.finish();
  return { ...manifest, epoch };
}

/** @returns where the folder really is. */
function freeFolder(dataDir: string): string {
  if (!existsSync(dataDir)) return dataDir;
  const path = realpathSync(dataDir);
  const names = readdirSync(path);
  if (names.includes('journal.db')) throw new CannotRestoreError(dataDir, 'holds a journal');
  if (names.length > 0) throw new CannotRestoreError(dataDir, 'is not empty');
  // No other folder can take its name.
  const isMounted = statSync(path).dev !== statSync(dirname(path)).dev;
  if (isMounted) throw new CannotRestoreError(dataDir, 'is where a disk is mounted');
  return path;
}
