import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RefusedError, refuse } from '../domain/refusal.ts';
import type { Credentials, HashTable, SessionTable, StoredSession } from './credentials.ts';

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA busy_timeout = 2000;
  CREATE TABLE IF NOT EXISTS passwords (
    party_id TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS known_passwords (
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
  return {
    passwords: hashTable(database, 'passwords'),
    knownPasswords: hashTable(database, 'known_passwords'),
    sessions: sessionTable(database),
    close() {
      database.close();
    },
  };
}

function hashTable(database: DatabaseSync, table: 'passwords' | 'known_passwords'): HashTable {
  const select = database.prepare(`SELECT password_hash FROM ${table} WHERE party_id = ?`);
  const upsert = database.prepare(
    `INSERT INTO ${table} (party_id, password_hash) VALUES (?, ?) ON CONFLICT DO UPDATE SET password_hash = excluded.password_hash`,
  );
  const insert = database.prepare(
    `INSERT INTO ${table} (party_id, password_hash) VALUES (?, ?) ON CONFLICT DO NOTHING`,
  );
  const update = database.prepare(
    `UPDATE ${table} SET password_hash = ? WHERE party_id = ? AND password_hash = ?`,
  );
  const remove = database.prepare(`DELETE FROM ${table} WHERE party_id = ?`);
  return {
    get(partyId) {
      const row = select.get(partyId);
      return row === undefined ? undefined : String(row['password_hash']);
    },
    set(partyId, hash) {
      write(() => upsert.run(partyId, hash));
    },
    replace(partyId, from, to) {
      const { changes } = write(() =>
        from === undefined ? insert.run(partyId, to) : update.run(to, partyId, from),
      );
      return changes === 1;
    },
    remove(partyId) {
      write(() => remove.run(partyId));
    },
  };
}

function sessionTable(database: DatabaseSync): SessionTable {
  const select = database.prepare(
    'SELECT token_hash, party_id, expire_time_ms FROM sessions ORDER BY expire_time_ms',
  );
  const insert = database.prepare(
    'INSERT INTO sessions (token_hash, party_id, expire_time_ms) VALUES (?, ?, ?)',
  );
  const remove = database.prepare(
    'DELETE FROM sessions WHERE token_hash IN (SELECT value FROM json_each(?))',
  );
  return {
    all() {
      return select.all().map(
        (row): StoredSession => ({
          tokenHash: String(row['token_hash']),
          partyId: String(row['party_id']),
          expireTimeMs: Number(row['expire_time_ms']),
        }),
      );
    },
    add({ tokenHash, partyId, expireTimeMs }) {
      write(() => insert.run(tokenHash, partyId, expireTimeMs));
    },
    remove(tokenHashes) {
      if (tokenHashes.length > 0) write(() => remove.run(JSON.stringify(tokenHashes)));
    },
  };
}

/** @throws RefusedError PARTY_STORE_UNAVAILABLE, as on a full disk: nothing is written then. */
function write<Result>(statement: () => Result): Result {
  try {
    return statement();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RefusedError(
      refuse('PARTY_STORE_UNAVAILABLE', `passwords and sessions cannot be written now: ${why}`),
    );
  }
}
