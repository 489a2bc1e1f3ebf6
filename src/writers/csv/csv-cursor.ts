import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { FollowerCursor } from '../../follower/follower-cursor.ts';
import { CURSOR_TABLE, checkCursorTable, SqliteCursor } from '../../follower/sqlite-cursor.ts';
import { openPrivateDatabase } from '../../storage/private-files.ts';
import { inTransaction } from '../../storage/transaction.ts';

export const CURSOR_FILE = 'cursor.db';
/** To be removed in this order: the first two are useless without the last. */
export const CURSOR_FILES = [`${CURSOR_FILE}-wal`, `${CURSOR_FILE}-shm`, CURSOR_FILE];
const SCHEMA = `
  ${CURSOR_TABLE}
  CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, bytes INTEGER NOT NULL) STRICT;
`;

/** The cursor, and the length of each file at it. Both move in one transaction. */
export class CsvCursor {
  readonly #database: DatabaseSync;
  readonly #cursor: SqliteCursor;
  readonly #setBytes: StatementSync;
  readonly #bytes = new Map<string, number>();

  constructor(directory: string) {
    const file = join(directory, CURSOR_FILE);
    this.#database = openPrivateDatabase(file);
    try {
      this.#database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${SCHEMA}`);
      checkCursorTable(this.#database, file);
      this.#cursor = new SqliteCursor(this.#database);
      this.#setBytes = this.#database.prepare('INSERT OR REPLACE INTO files VALUES (?, ?)');
      for (const { name, bytes } of this.#database.prepare('SELECT name, bytes FROM files').all()) {
        this.#bytes.set(String(name), Number(bytes));
      }
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** The last event whose rows are in the files. */
  get event(): FollowerCursor {
    return this.#cursor.last;
  }

  /** The length of each file at that event. */
  get bytes(): ReadonlyMap<string, number> {
    return this.#bytes;
  }

  /** Durable when it returns. */
  move(event: FollowerCursor, bytes: ReadonlyMap<string, number>): void {
    inTransaction(this.#database, () => {
      for (const [name, size] of bytes) this.#setBytes.run(name, size);
      this.#cursor.move(event);
    });
    for (const [name, size] of bytes) this.#bytes.set(name, size);
  }

  close(): void {
    this.#database.close();
  }
}
