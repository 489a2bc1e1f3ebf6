import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Sessions } from '../../src/auth/sessions.ts';
import { openSqliteCredentials } from '../../src/auth/sqlite-credentials.ts';

const REFUSED = { refusal: expect.objectContaining({ reason: 'PARTY_STORE_UNAVAILABLE' }) };

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'redleaf-credentials-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('what cannot be written is refused, and sessions that expired do not keep an exchange from starting', () => {
  const credentials = openSqliteCredentials(dataDir);
  credentials.sessions.add({ tokenHash: 'old', partyId: 'alice', expireTimeMs: 1 });
  const other = new DatabaseSync(join(dataDir, 'credentials.db'));
  // Nobody else can write, as on a full disk.
  other.exec('BEGIN IMMEDIATE');
  const sessions = new Sessions(credentials.sessions, { sessionMs: 60_000, maxPerParty: 5 });
  expect(() => sessions.open('alice')).toThrow(expect.objectContaining(REFUSED));
  expect(() => credentials.passwords.set('alice', 'hash')).toThrow(expect.objectContaining(REFUSED));
  other.exec('ROLLBACK');
  other.close();
  expect(credentials.passwords.get('alice')).toBeUndefined();
  expect(sessions.partyIdOf(sessions.open('alice').token)).toBe('alice');
  expect(credentials.sessions.all()).toHaveLength(1);
  sessions.stop();
  credentials.close();
});
