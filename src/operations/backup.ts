import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { copyDataFolder, type OnProgress } from './copy-data-folder.ts';
import { IncompleteFolder } from './incomplete-folder.ts';
import { type Manifest, writeManifest } from './manifest.ts';

interface BackupOptions {
  readonly dataDir: string;
  /** A folder that is not there yet. */
  readonly target: string;
  /** Of the program. */
  readonly version: string;
  readonly onProgress: OnProgress;
}

/** There is something where a backup should go. */
export class TargetExistsError extends Error {
  constructor(target: string) {
    super(`${target} is there already; give a folder that is not`);
    this.name = 'TargetExistsError';
  }
}

/** A backup goes where the data folder is: it would be lost with it, and in the way of the next one. */
class TargetInsideError extends Error {
  constructor(target: string, dataDir: string) {
    super(
      `${target} is inside the data folder ${dataDir}: give a folder outside of it, best on another disk`,
    );
    this.name = 'TargetInsideError';
  }
}

/**
 * Copies a data folder into a new one, also while an exchange runs on it. The copy is itself a data folder, with a description in
 * `backup.json`; what can be made again from the journal is not in it.
 *
 * @throws TargetExistsError, TargetInsideError, JournalVersionError when there is no journal, DamagedError when it is damaged.
 */
export function backupDataFolder({ dataDir, target, version, onProgress }: BackupOptions): Manifest {
  if (existsSync(target)) throw new TargetExistsError(target);
  if (isInside(target, dataDir)) throw new TargetInsideError(target, dataDir);
  const madeAt = new Date();
  using folder = new IncompleteFolder(target);
  const totals = copyDataFolder(dataDir, folder.path, { onProgress });
  const manifest = writeManifest(folder.path, { madeAt, version, totals });
  folder.finish();
  return manifest;
}

function isInside(target: string, folder: string): boolean {
  if (!existsSync(folder)) return false;
  const way = relative(realpathSync(folder), realPath(resolve(target)));
  return way !== '..' && !way.startsWith(`..${sep}`);
}

/** Of a path whose end is not there yet: a link before it may lead anywhere. */
function realPath(path: string): string {
  if (existsSync(path) || dirname(path) === path) return realpathSync(path);
  return join(realPath(dirname(path)), relative(dirname(path), path));
}
