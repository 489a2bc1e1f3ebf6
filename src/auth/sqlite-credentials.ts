import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Credentials, StoredSession } from './credentials.ts';

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA busy_timeout = 2000;
  CREATE TABLE IF NOT EXISTS passwords (
    party_id TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS sessions (
    token_hash TEXT PRIMARY KEY,
    party_id TEXT NOT NULL,
    expire_time_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

export function credentialsFile(dataDir: string): string {
  return join(dataDir, 'credentials.db');
}

/** Credentials in `credentials.db` in the data folder. */
export function openSqliteCredentials(dataDir: string): Credentials {
  mkdirSync(dataDir, { recursive: true });
  const database = new DatabaseSync(credentialsFile(dataDir));
  database.exec(SCHEMA);
  const selectHash = database.prepare('SELECT password_hash FROM passwords WHERE party_id = ?');
  const upsertHash = database.prepare(
    'INSERT INTO passwords (party_id, password_hash) VALUES (?, ?) ON CONFLICT DO UPDATE SET password_hash = excluded.password_hash',
  );
  const selectSessions = database.prepare(
    'SELECT token_hash, party_id, expire_time_ms FROM sessions ORDER BY expire_time_ms',
  );
  const insertSession = database.prepare(
    'INSERT INTO sessions (token_hash, party_id, expire_time_ms) VALUES (?, ?, ?)',
  );
  const deleteSessions = database.prepare(
    'DELETE FROM sessions WHERE token_hash IN (SELECT value FROM json_each(?))',
  );

  return {
    passwordHash(partyId) {
      const row = selectHash.get(partyId);
      return row === undefined ? undefined : String(row['password_hash']);
    },
    setPasswordHash(partyId, passwordHash) {
      upsertHash.run(partyId, passwordHash);
    },
    sessions() {
      return selectSessions.all().map(
        (row): StoredSession => ({
          tokenHash: String(row['token_hash']),
          partyId: String(row['party_id']),
          expireTimeMs: Number(row['expire_time_ms']),
        }),
      );
    },
    addSession({ tokenHash, partyId, expireTimeMs }) {
      insertSession.run(tokenHash, partyId, expireTimeMs);
    },
    removeSessions(tokenHashes) {
      if (tokenHashes.length > 0) deleteSessions.run(JSON.stringify(tokenHashes));
    },
    close() {
      database.close();
    },
  };
}
