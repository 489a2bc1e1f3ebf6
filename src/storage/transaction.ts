import type { DatabaseSync } from 'node:sqlite';

/** Does something in one transaction: as a whole or not at all. */
export function inTransaction(database: DatabaseSync, action: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    action();
    database.exec('COMMIT');
  } catch (error) {
    // SQLite has ended it by itself when there was no room for it, and the reason must not get lost over that.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
