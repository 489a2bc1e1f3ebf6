import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { credentialsFiles } from '../auth/credentials-files.ts';
import { hasExpiredSessions, removeExpiredSessions } from '../auth/expired-sessions.ts';
import { listDamagedSnapshots, listTemporarySnapshots } from '../journal/snapshot-file.ts';
import { journalBeginning } from '../journal/sqlite/journal-reader.ts';
import { listLogFiles } from '../log/log-files.ts';
import { rebuildFolder } from '../rebuild/rebuild-folder.ts';
import { DataFolderInUseError, lockDataFolder } from '../storage/data-folder-lock.ts';
import { archiveFolder, listOlderSnapshots } from './archive-folder.ts';
import { listIncompleteFolders } from './incomplete-folder.ts';

/** Something that nothing needs any more. */
export interface Leftover {
  /** In a few words. */
  readonly what: string;
  readonly path: string;
  /** What is free without it. */
  readonly bytes: number;
  remove(): void;
}

/** What an exchange that was killed has left in its folder, and what piles up beside it. The folder must be locked. */
export function findLeftovers(
  dataDir: string,
  { logDir, logKeepFiles }: { readonly logDir: string; readonly logKeepFiles: number },
): Leftover[] {
  const logs = logDir === '' ? [] : listLogFiles(logDir).slice(0, -logKeepFiles);
  const lockPid = join(dataDir, 'lock.pid');
  return [
    ...listTemporarySnapshots(dataDir).map((path) => file('temporary snapshot', path)),
    ...listDamagedSnapshots(dataDir).map((path) => file('damaged snapshot', path)),
    ...incompleteFolders(dataDir),
    ...(existsSync(rebuildFolder(dataDir))
      ? [folder('rebuild that was cut short', rebuildFolder(dataDir))]
      : []),
    ...(existsSync(archiveFolder(dataDir))
      ? [folder('archiving that was cut short', archiveFolder(dataDir))]
      : []),
    ...listOlderSnapshots(dataDir, journalBeginning(dataDir)?.afterSequence ?? 0).map(({ path }) =>
      file('snapshot from before the journal', path),
    ),
    ...(existsSync(lockPid) ? [file('number of a process that has ended', lockPid)] : []),
    ...logs.map((path) => file('old log file', path)),
    ...expiredSessions(dataDir),
  ];
}

export function file(what: string, path: string): Leftover {
  return { what, path, bytes: bytesOf([path]), remove: () => rmSync(path) };
}

function folder(what: string, path: string): Leftover {
  const bytes = bytesOf(readdirSync(path).map((name) => join(path, name)));
  return { what, path, bytes, remove: () => rmSync(path, { recursive: true }) };
}

/** How long files are; those that are not there count nothing. */
export function bytesOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** In the data folder, where backups may be kept, and beside it, where one is restored. */
function incompleteFolders(dataDir: string): Leftover[] {
  return [dataDir, dirname(resolve(dataDir))]
    .flatMap(listIncompleteFolders)
    .filter(isAbandoned)
    .map((path) => ({
      ...folder('copy that was cut short', path),
      remove() {
        const lock = lockDataFolder(path);
        rmSync(path, { recursive: true });
        lock.release();
      },
    }));
}

function isAbandoned(path: string): boolean {
  try {
    lockDataFolder(path, { writesPid: false }).release();
    return true;
  } catch (error) {
    if (error instanceof DataFolderInUseError) return false;
    throw error;
  }
}

function expiredSessions(dataDir: string): Leftover[] {
  const nowMs = Date.now();
  if (!hasExpiredSessions(dataDir, nowMs)) return [];
  return [
    {
      what: 'expired sessions',
      path: credentialsFiles(dataDir).databaseFile,
      bytes: 0,
      remove: () => removeExpiredSessions(dataDir, nowMs),
    },
  ];
}
