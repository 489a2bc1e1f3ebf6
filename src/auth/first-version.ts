import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { readChecked } from '../storage/sqlite-error.ts';
import { type Entries, noEntries } from './entries.ts';
import { sessionText } from './session-text.ts';

/** Reads credentials of the first version, which have no checksums. Those in a backup have no table of sessions. */
export function readFirstVersion(database: DatabaseSync, file: string): Entries {
  const entries = noEntries();
  const rows = (table: string): Record<string, SQLOutputValue>[] =>
    readChecked({ file }, () => {
      const isThere = database.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(table) !== undefined;
      return isThere ? database.prepare(`SELECT * FROM ${table}`).all() : [];
    });
  for (const row of rows('passwords')) {
    entries.password.set(String(row['party_id']), String(row['password_hash']));
  }
  for (const row of rows('known_passwords')) {
    entries.known_password.set(String(row['party_id']), String(row['password_hash']));
  }
  for (const row of rows('sessions')) {
    const session = {
      partyId: String(row['party_id']),
      // The first version did not store the begin. The lifetime counts from now.
      beginTimeMs: Date.now(),
      expireTimeMs: Number(row['expire_time_ms']),
      address: '',
    };
    entries.session.set(String(row['token_hash']), sessionText(session));
  }
  return entries;
}
