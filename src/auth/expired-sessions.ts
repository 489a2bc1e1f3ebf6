import { credentialsFiles } from './credentials-files.ts';
import { findCredentials } from './find-credentials.ts';
import { readSession } from './session-text.ts';
import { openSqliteCredentials } from './sqlite-credentials.ts';

/** Whether a data folder has expired sessions. */
export function hasExpiredSessions(dataDir: string, nowMs: number): boolean {
  const { entries } = findCredentials(credentialsFiles(dataDir)).stored;
  return Array.from(entries.session).some(([id, text]) => readSession(id, text).expireTimeMs <= nowMs);
}

export function removeExpiredSessions(dataDir: string, nowMs: number): void {
  const credentials = openSqliteCredentials(dataDir);
  try {
    const expired = credentials.sessions.all().filter(({ expireTimeMs }) => expireTimeMs <= nowMs);
    credentials.sessions.remove(expired.map(({ tokenHash }) => tokenHash));
  } finally {
    credentials.close();
  }
}
