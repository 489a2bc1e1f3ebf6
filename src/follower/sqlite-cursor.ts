import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { FollowerCursor } from './follower-cursor.ts';

/** A table with the one row that says how far a writer is. */
export const CURSOR_TABLE = `
  CREATE TABLE IF NOT EXISTS cursor (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    epoch INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    time_ns INTEGER NOT NULL
  ) STRICT;
  INSERT OR IGNORE INTO cursor VALUES (1, 0, 0, 0);
`;

/** @throws Error when the table is that of an earlier version, whose cursors had no epoch. */
export function checkCursorTable(database: DatabaseSync, file: string): void {
  const column = database.prepare("SELECT 1 FROM pragma_table_info('cursor') WHERE name = 'epoch'").get();
  if (column !== undefined) return;
  throw new Error(`${file} is of an earlier version of the exchange: remove it to have all written again`);
}

const MOVE_CURSOR = 'UPDATE cursor SET epoch = ?, sequence = ?, time_ns = ?';

/** The cursor of a writer that keeps it in a table of that form. */
export class SqliteCursor {
  readonly #move: StatementSync;
  #last: FollowerCursor;

  constructor(database: DatabaseSync) {
    this.#move = database.prepare(MOVE_CURSOR);
    // As text: nanoseconds pass 2^53.
    const row = database.prepare('SELECT epoch, sequence, CAST(time_ns AS TEXT) AS time FROM cursor').get();
    this.#last = {
      epoch: Number(row?.['epoch']),
      sequence: Number(row?.['sequence']),
      timeNs: BigInt(String(row?.['time'])),
    };
  }

  /** The last event that it was moved to. */
  get last(): FollowerCursor {
    return this.#last;
  }

  /** Called inside a transaction. If that fails, the caller opens the database again. */
  move({ epoch, sequence, timeNs }: FollowerCursor): void {
    this.#move.run(epoch, sequence, timeNs);
    this.#last = { epoch, sequence, timeNs };
  }
}
