import { chmodSync, closeSync, existsSync, lstatSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncOptions } from 'node:sqlite';

/** Only the owner reads what decides who may trade, and who has traded what. */
export const PRIVATE_FOLDER = 0o700;
export const PRIVATE_FILE = 0o600;
const OTHERS = 0o077;

/** Opens a database for writing, and makes it when it is not there. SQLite gives its log the mode of the database. */
export function openPrivateDatabase(file: string, options: DatabaseSyncOptions = {}): DatabaseSync {
  // Only when it is not there: to close a file ends all locks that this process has on it, also those of SQLite.
  if (!existsSync(file)) closeSync(openSync(file, 'a', PRIVATE_FILE));
  return new DatabaseSync(file, options);
}

export interface Tightened {
  /** Which others could use before. */
  readonly tightened: readonly string[];
  /** Which others can use still: they belong to another user. */
  readonly open: readonly string[];
}

/** Takes all rights of others off a folder and everything in it. What links point to stays as it is. */
export function tighten(directory: string): Tightened {
  const tightened: string[] = [];
  const open: string[] = [];
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) =>
    join(directory, name),
  );
  for (const path of [directory, ...paths]) {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined || stat.isSymbolicLink() || (stat.mode & OTHERS) === 0) continue;
    try {
      chmodSync(path, stat.mode & ~OTHERS & 0o7777);
      tightened.push(path);
    } catch {
      open.push(path);
    }
  }
  return { tightened, open };
}
