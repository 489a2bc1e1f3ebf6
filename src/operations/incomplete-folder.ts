import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type DataFolderLock, lockDataFolder } from '../storage/data-folder-lock.ts';
import { makeFolder, syncFile, syncFolder } from '../storage/durable-folder.ts';

/** A folder is called so while not all that belongs in it is there. */
const SUFFIX = '.incomplete';
const LOCK = /^lock\.(db(-journal)?|pid)$/;
/** What else a backup, or a restored folder, has in it. */
const CONTENT =
  /^((journal|credentials|multicast)\.db(-journal|-wal|-shm)?|(journal|credentials)\.tail|(backup|archive)\.json|snapshots(\/\d{16}\.snapshot(\.tmp)?)?)$/;

/** A folder with the name of an incomplete one has other things in it. */
export class FolderNotOursError extends Error {
  constructor(path: string, name: string) {
    super(`${path} would be made now, but is there and holds ${name}, which is not ours: move it elsewhere`);
    this.name = 'FolderNotOursError';
  }
}

/**
 * A data folder in the making, under another name and locked; what is left of an earlier try is removed. It gets its own name
 * when everything is in it and durable, so that nobody ever takes a part of it for the whole. Only its owner can read it.
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

  /** Makes all of it durable, and gives it its name: that of no folder, or of an empty one. */
  finish(): void {
    for (const name of readdirSync(this.path)) {
      chmodSync(join(this.path, name), name === 'snapshots' ? 0o700 : 0o600);
    }
    // Not the lock: whoever closes a locked file lets go of it.
    for (const name of this.#content()) syncFile(join(this.path, name));
    syncFolder(this.path);
    this.#lock.rename(this.#target);
    this.#isFinished = true;
    syncFolder(dirname(this.#target));
  }

  /** Leaves nothing of one that was not finished. */
  [Symbol.dispose](): void {
    this.#lock.release();
    if (!this.#isFinished) rmSync(this.path, { recursive: true });
  }

  #content(): string[] {
    return readdirSync(this.path).filter((name) => !LOCK.test(name));
  }
}

/** What copies that were killed have left in a folder; one may be in the making, which its lock tells. */
export function listIncompleteFolders(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.endsWith(SUFFIX))
    .map(({ name }) => join(directory, name))
    .filter((path) => {
      const names = allIn(path);
      return names.includes('lock.db') && names.every(isOurs);
    });
}

/** Names of what is in a folder and in those below it. */
function allIn(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' });
}

function isOurs(name: string): boolean {
  return LOCK.test(name) || CONTENT.test(name);
}
