import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { credentialsFile } from './sqlite-credentials.ts';

/** Whether there are sessions in a data folder that nobody can use any more. */
export function hasExpiredSessions(dataDir: string, nowMs: number): boolean {
  const file = credentialsFile(dataDir);
  if (!existsSync(file)) return false;
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sessions'").get();
    // A copy has none before somebody logs in.
    if (table === undefined) return false;
    const expired = database.prepare('SELECT 1 FROM sessions WHERE expire_time_ms <= ? LIMIT 1');
    return expired.get(nowMs) !== undefined;
  } finally {
    database.close();
  }
}

export function removeExpiredSessions(dataDir: string, nowMs: number): void {
  const database = new DatabaseSync(credentialsFile(dataDir));
  try {
    database.prepare('DELETE FROM sessions WHERE expire_time_ms <= ?').run(nowMs);
  } finally {
    database.close();
  }
}
