import { chmodSync, closeSync, existsSync, lstatSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncOptions } from 'node:sqlite';

/** Access only for the owner: the files hold password hashes, and the trades of each party. */
export const PRIVATE_FOLDER = 0o700;
export const PRIVATE_FILE = 0o600;
const OTHERS = 0o077;

/** Opens a database for writing, and creates it if it is missing. SQLite gives its log the mode of the database. */
export function openPrivateDatabase(file: string, options: DatabaseSyncOptions = {}): DatabaseSync {
  // Do not open an existing file here: closing it would free all locks that this process holds on it, including SQLite's.
  if (!existsSync(file)) closeSync(openSync(file, 'a', PRIVATE_FILE));
  return new DatabaseSync(file, options);
}

interface Restricted {
  /** Paths that other users could access before. */
  readonly restricted: readonly string[];
  /** Paths that other users can still access, because the process does not own them. */
  readonly open: readonly string[];
}

/** Removes the access of other users to a folder and everything in it. Targets of symbolic links are not changed. */
export function restrictToOwner(directory: string): Restricted {
  const restricted: string[] = [];
  const open: string[] = [];
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) =>
    join(directory, name),
  );
  for (const path of [directory, ...paths]) {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined || stat.isSymbolicLink() || (stat.mode & OTHERS) === 0) continue;
    try {
      chmodSync(path, stat.mode & ~OTHERS & 0o7777);
      restricted.push(path);
    } catch {
      open.push(path);
    }
  }
  return { restricted, open };
}
