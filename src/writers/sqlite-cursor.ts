import type { DatabaseSync } from 'node:sqlite';
import type { WriterCursor } from './writer.ts';

/** A table with the one row that says how far a writer is. */
export const CURSOR_TABLE = `
  CREATE TABLE IF NOT EXISTS cursor (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sequence INTEGER NOT NULL,
    time_ns INTEGER NOT NULL
  ) STRICT;
  INSERT OR IGNORE INTO cursor VALUES (1, 0, 0);
`;

export const MOVE_CURSOR = 'UPDATE cursor SET sequence = ?, time_ns = ?';

export function readCursor(database: DatabaseSync): WriterCursor {
  // As text, since nanoseconds are beyond what a number holds.
  const row = database.prepare('SELECT sequence, CAST(time_ns AS TEXT) AS time FROM cursor').get();
  return { sequence: Number(row?.['sequence']), timeNs: BigInt(String(row?.['time'])) };
}
