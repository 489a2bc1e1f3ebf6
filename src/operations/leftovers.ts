import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { credentialsFiles } from '../auth/credentials-files.ts';
import { hasExpiredSessions, removeExpiredSessions } from '../auth/expired-sessions.ts';
import type { ClockKind } from '../exchange/open-clock.ts';
import { listDamagedSnapshots, listTemporarySnapshots } from '../journal/snapshot-file.ts';
import { journalBeginning } from '../journal/sqlite/journal-reader.ts';
import { listLogFiles } from '../log/log-files.ts';
import { rebuildFolder } from '../rebuild/rebuild-folder.ts';
import { DataFolderInUseError, lockDataFolder } from '../storage/data-folder-lock.ts';
import { archiveFolder, listOlderSnapshots } from './archive-folder.ts';
import { exchangeTimeNs } from './exchange-time.ts';
import { listIncompleteFolders } from './incomplete-folder.ts';

/** Something that can be removed. */
export interface Leftover {
  /** A short description. */
  readonly what: string;
  readonly path: string;
  /** Disk space that its removal frees. */
  readonly bytes: number;
  remove(): void;
}

/** Finds the remains of killed processes, and files that pile up over time. The caller holds the lock of the data folder. */
export function findLeftovers(
  dataDir: string,
  {
    logDir,
    logKeepFiles,
    clock,
  }: { readonly logDir: string; readonly logKeepFiles: number; readonly clock: ClockKind },
): Leftover[] {
  const logs = logDir === '' ? [] : listLogFiles(logDir).slice(0, -logKeepFiles);
  const lockPid = join(dataDir, 'lock.pid');
  return [
    ...listTemporarySnapshots(dataDir).map((path) => file('temporary snapshot', path)),
    ...listDamagedSnapshots(dataDir).map((path) => file('damaged snapshot', path)),
    ...incompleteFolders(dataDir),
    ...(existsSync(rebuildFolder(dataDir)) ? [folder('interrupted rebuild', rebuildFolder(dataDir))] : []),
    ...(existsSync(archiveFolder(dataDir))
      ? [folder('interrupted archive or unarchive', archiveFolder(dataDir))]
      : []),
    ...listOlderSnapshots(dataDir, journalBeginning(dataDir)?.afterSequence ?? 0).map(({ path }) =>
      file('snapshot of archived events', path),
    ),
    ...(existsSync(lockPid) ? [file('pid file of an ended process', lockPid)] : []),
    ...logs.map((path) => file('old log file', path)),
    ...expiredSessions(dataDir, clock),
  ];
}

export function file(what: string, path: string): Leftover {
  return { what, path, bytes: bytesOf([path]), remove: () => rmSync(path) };
}

function folder(what: string, path: string): Leftover {
  const bytes = bytesOf(readdirSync(path).map((name) => join(path, name)));
  return { what, path, bytes, remove: () => rmSync(path, { recursive: true }) };
}

/** Total size of files. Missing files count as 0. */
export function bytesOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** In the data folder, which may contain backups, and in its parent, into which a backup is restored. */
function incompleteFolders(dataDir: string): Leftover[] {
  return [dataDir, dirname(resolve(dataDir))]
    .flatMap(listIncompleteFolders)
    .filter(isAbandoned)
    .map((path) => ({
      ...folder('interrupted copy', path),
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

function expiredSessions(dataDir: string, clock: ClockKind): Leftover[] {
  const nowMs = Number(exchangeTimeNs(dataDir, clock) / 1_000_000n);
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
