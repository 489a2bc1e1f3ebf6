import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { credentialsFile } from './sqlite-credentials.ts';

/** A login that is being stored holds the file for a moment. */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * Copies the passwords of one data folder into another that has none, also while an exchange runs. Sessions are left behind:
 * one that is ended after this must not come back with the copy. Where there are no credentials, there are none to copy.
 */
export function copyCredentials(from: string, to: string): void {
  const source = credentialsFile(from);
  const target = credentialsFile(to);
  if (!existsSync(source)) return;
  use(new DatabaseSync(source, { readOnly: true, timeout: BUSY_TIMEOUT_MS }), (database) => {
    database.prepare('VACUUM INTO ?').run(target);
  });
  use(new DatabaseSync(target), (database) => {
    // Without a log beside it, it can be read where nothing can be written.
    database.exec('PRAGMA journal_mode = DELETE; DROP TABLE IF EXISTS sessions');
  });
}

function use(database: DatabaseSync, work: (database: DatabaseSync) => void): void {
  try {
    work(database);
  } finally {
    database.close();
  }
}
