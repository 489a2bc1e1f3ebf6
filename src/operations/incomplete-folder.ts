import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type DataFolderLock, lockDataFolder } from '../storage/data-folder-lock.ts';
import { makeFolder, syncFile, syncFolder } from '../storage/durable-folder.ts';

/** Suffix of the folder's name until the copy is complete. */
const SUFFIX = '.incomplete';
const LOCK = /^lock\.(db(-journal)?|pid)$/;
/** Names of all other files in a backup, an archive or a restored data folder. */
const CONTENT =
  /^((journal|credentials|multicast)\.db(-journal|-wal|-shm)?|(journal|credentials)\.tail|(backup|archive)\.json|snapshots(\/\d{16}\.snapshot(\.tmp)?)?)$/;

/** The temporary folder exists and contains files that are not part of a copy. */
export class FolderNotOursError extends Error {
  constructor(path: string, name: string) {
    super(
      `the temporary folder ${path} exists and contains ${name}, which is not part of a copy: move it away`,
    );
    this.name = 'FolderNotOursError';
  }
}

/**
 * A locked temporary folder for a copy of a data folder, readable only for its owner. Files of an earlier attempt are removed.
 * It is renamed to its target when the copy is complete and durable, so that a partial copy is never mistaken for a complete
 * one.
 */
export class IncompleteFolder implements Disposable {
  readonly path: string;
  readonly #target: string;
  readonly #lock: DataFolderLock;
  #isFinished = false;

  /** @throws DataFolderInUseError, FolderNotOursError */
  constructor(target: string) {
    this.#target = resolve(target);
    this.path = `${this.#target}${SUFFIX}`;
    makeFolder(dirname(this.path));
    if (!existsSync(this.path)) mkdirSync(this.path, { mode: 0o700 });
    const other = allIn(this.path).find((name) => !isOurs(name));
    if (other !== undefined) throw new FolderNotOursError(this.path, other);
    this.#lock = lockDataFolder(this.path);
    for (const name of this.#content()) rmSync(join(this.path, name), { recursive: true });
  }

  /** Makes everything durable, and renames the folder to the target, which must not exist or be empty. */
  finish(): void {
    for (const name of readdirSync(this.path)) {
      chmodSync(join(this.path, name), name === 'snapshots' ? 0o700 : 0o600);
    }
    // Do not sync the lock: closing its file would free the lock.
    for (const name of this.#content()) syncFile(join(this.path, name));
    syncFolder(this.path);
    this.#lock.rename(this.#target);
    this.#isFinished = true;
    syncFolder(dirname(this.#target));
  }

  /** Frees the lock, and removes an unfinished folder. */
  [Symbol.dispose](): void {
    this.#lock.release();
    if (!this.#isFinished) rmSync(this.path, { recursive: true });
  }

  #content(): string[] {
    return readdirSync(this.path).filter((name) => !LOCK.test(name));
  }
}

/** Incomplete folders of killed copies. A locked one belongs to a running copy. */
export function listIncompleteFolders(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.endsWith(SUFFIX))
    .map(({ name }) => join(directory, name))
    .filter((path) => {
      const names = allIn(path);
      return names.includes('lock.db') && names.every(isOurs);
    });
}

/** Paths of everything below a folder, relative to it. */
function allIn(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' });
}

function isOurs(name: string): boolean {
  return LOCK.test(name) || CONTENT.test(name);
}
