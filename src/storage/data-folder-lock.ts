import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { makeFolder } from './durable-folder.ts';
import { openPrivateDatabase, PRIVATE_FILE } from './private-files.ts';

const SQLITE_BUSY = 5;
const PID_FILE = 'lock.pid';

/** Another process works in this data folder. */
export class DataFolderInUseError extends Error {
  readonly directory: string;
  /** Undefined when the owner has not told yet. */
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
  /** Gives the folder another name without letting go of it. */
  rename(to: string): void;
  release(): void;
}

/** An open lock that nobody refers to would be collected, and be open no more. */
const held = new Set<DatabaseSync>();

interface LockOptions {
  /** Whether `lock.pid` tells others who has it; else it is left as it was found. */
  readonly tellsPid?: boolean;
}

/**
 * Makes a data folder this process's own, until `release` or the end of the process, also
 * when it is killed: the operating system keeps the lock that SQLite takes on its file, and
 * drops it with the process. Throws a DataFolderInUseError when another has it.
 */
export function lockDataFolder(directory: string, { tellsPid = true }: LockOptions = {}): DataFolderLock {
  makeFolder(directory);
  let pidFile = join(directory, PID_FILE);
  const database = openPrivateDatabase(join(directory, 'lock.db'), { timeout: 0 });
  try {
    // A rollback journal in a file would ask for room, and a folder on a full disk can still be read.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new DataFolderInUseError(directory, readPid(pidFile));
  }
  held.add(database);
  if (tellsPid) tellPid(pidFile);
  return {
    rename(to) {
      renameSync(directory, to);
      pidFile = join(to, PID_FILE);
    },
    release() {
      if (!held.delete(database)) return;
      if (tellsPid) rmSync(pidFile, { force: true });
      database.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

/** Only for the message that others get, and so no reason not to start, as on a full disk. */
function tellPid(file: string): void {
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
