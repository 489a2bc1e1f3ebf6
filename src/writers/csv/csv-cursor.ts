import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { inTransaction } from '../../journal/sqlite/transaction.ts';

const FILE = 'cursor.db';
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS cursor (id INTEGER PRIMARY KEY CHECK (id = 1), sequence INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, bytes INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO cursor VALUES (1, 0);
`;

/** Beside the files: how far they are good, and up to which event that is. Both move at once. */
export class CsvCursor {
  readonly #database: DatabaseSync;
  readonly #setSequence: StatementSync;
  readonly #setBytes: StatementSync;
  readonly #bytes = new Map<string, number>();
  #sequence: number;

  constructor(directory: string) {
    this.#database = new DatabaseSync(join(directory, FILE));
    try {
      this.#database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${SCHEMA}`);
      this.#setSequence = this.#database.prepare('UPDATE cursor SET sequence = ?');
      this.#setBytes = this.#database.prepare('INSERT OR REPLACE INTO files VALUES (?, ?)');
      this.#sequence = Number(this.#database.prepare('SELECT sequence FROM cursor').get()?.['sequence']);
      for (const { name, bytes } of this.#database.prepare('SELECT name, bytes FROM files').all()) {
        this.#bytes.set(String(name), Number(bytes));
      }
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** The last event that is in the files. */
  get sequence(): number {
    return this.#sequence;
  }

  /** How long each file is up to that event. */
  get bytes(): ReadonlyMap<string, number> {
    return this.#bytes;
  }

  /** Durable when it returns. */
  move(sequence: number, bytes: ReadonlyMap<string, number>): void {
    inTransaction(this.#database, () => {
      for (const [name, size] of bytes) this.#setBytes.run(name, size);
      this.#setSequence.run(sequence);
    });
    this.#sequence = sequence;
    for (const [name, size] of bytes) this.#bytes.set(name, size);
  }

  close(): void {
    this.#database.close();
  }
}
