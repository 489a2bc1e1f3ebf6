import type { DatabaseSync } from 'node:sqlite';

/** Runs `action` in one transaction. If it throws, nothing is changed. */
export function inTransaction(database: DatabaseSync, action: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    action();
    database.exec('COMMIT');
  } catch (error) {
    // On a full disk SQLite has rolled back already. A second rollback would fail and hide the first error.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
