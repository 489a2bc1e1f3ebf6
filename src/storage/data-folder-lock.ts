import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { makeFolder } from './durable-folder.ts';
import { openPrivateDatabase, PRIVATE_FILE } from './private-files.ts';

const SQLITE_BUSY = 5;
const PID_FILE = 'lock.pid';

/** Another process uses this data folder. */
export class DataFolderInUseError extends Error {
  readonly directory: string;
  /** Undefined when the owner has not written its pid yet. */
  readonly pid: number | undefined;

  constructor(directory: string, pid: number | undefined) {
    const owner = pid === undefined ? 'another process' : `the process with pid ${pid}`;
    super(`The data folder ${directory} is in use by ${owner}. Stop it, or choose another folder.`);
    this.name = 'DataFolderInUseError';
    this.directory = directory;
    this.pid = pid;
  }
}

export interface DataFolderLock {
  /** Renames the folder while it stays locked. */
  rename(to: string): void;
  release(): void;
}

/** Keep a reference: the garbage collector closes an unreferenced lock. */
const held = new Set<DatabaseSync>();

interface LockOptions {
  /** Whether to write the pid to `lock.pid`, for the error message of other processes. Otherwise the file is not touched. */
  readonly writesPid?: boolean;
}

/**
 * Locks a data folder for this process until `release`. The operating system holds the lock, on a SQLite file, and frees it
 * when the process ends, also when the process is killed.
 *
 * @throws DataFolderInUseError when another process holds the lock.
 */
export function lockDataFolder(directory: string, { writesPid = true }: LockOptions = {}): DataFolderLock {
  makeFolder(directory);
  let pidFile = join(directory, PID_FILE);
  const database = openPrivateDatabase(join(directory, 'lock.db'), { timeout: 0 });
  try {
    // A rollback journal in memory needs no disk space, so a folder on a full disk can still be locked.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new DataFolderInUseError(directory, readPid(pidFile));
  }
  held.add(database);
  if (writesPid) writePid(pidFile);
  return {
    rename(to) {
      renameSync(directory, to);
      pidFile = join(to, PID_FILE);
    },
    release() {
      if (!held.delete(database)) return;
      if (writesPid) rmSync(pidFile, { force: true });
      database.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

/** Ignores failures, such as a full disk: the pid is only for the error message of other processes. */
function writePid(file: string): void {
  try {
    writeFileSync(file, `${process.pid}\n`, { mode: PRIVATE_FILE });
  } catch {
    rmSync(file, { force: true });
  }
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    return undefined;
  }
}
