import { cpSync, existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Credentials } from '../../src/auth/credentials.ts';
import { Sessions } from '../../src/auth/sessions.ts';
import { openSqliteCredentials } from '../../src/auth/sqlite-credentials.ts';
import { hashOfToken } from '../../src/auth/token-hash.ts';
import { dateClock } from './date-clock.ts';

const REFUSED = { refusal: expect.objectContaining({ reason: 'PARTY_STORE_UNAVAILABLE' }) };
const OLD_SESSION = { tokenHash: 'old', partyId: 'alice', beginTimeMs: 0, expireTimeMs: 1, address: '' };

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'redleaf-credentials-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const inData = (name: string) => join(dataDir, name);

function withCredentials<Result>(work: (credentials: Credentials) => Result): Result {
  const credentials = openSqliteCredentials(dataDir);
  try {
    return work(credentials);
  } finally {
    credentials.close();
  }
}

test('what cannot be written is refused, and sessions that expired do not keep an exchange from starting', () => {
  const credentials = openSqliteCredentials(dataDir);
  credentials.sessions.add(OLD_SESSION);
  const other = new DatabaseSync(inData('credentials.db'));
  // A lock makes every write fail, as on a full disk.
  other.exec('BEGIN IMMEDIATE');
  const sessions = new Sessions(credentials.sessions, {
    sessionMs: 60_000,
    maxPerParty: 5,
    clock: dateClock,
  });
  expect(() => sessions.open('alice', '')).toThrow(expect.objectContaining(REFUSED));
  expect(() => credentials.passwords.set('alice', 'hash')).toThrow(expect.objectContaining(REFUSED));
  other.exec('ROLLBACK');
  other.close();
  expect(credentials.passwords.get('alice')).toBeUndefined();
  expect(sessions.partyIdOf(hashOfToken(sessions.open('alice', '').token))).toBe('alice');
  expect(credentials.sessions.all()).toHaveLength(1);
  sessions.stop();
  credentials.close();
});

test('hashes are looked up without the database', () => {
  const credentials = openSqliteCredentials(dataDir);
  credentials.passwords.set('alice', 'hash');
  const other = new DatabaseSync(inData('credentials.db'));
  other.exec('DROP TABLE entries');
  other.close();
  expect(credentials.passwords.get('alice')).toBe('hash');
  expect(credentials.passwords.get('mallory')).toBeUndefined();
  credentials.close();
});

test('nothing is written over what another process has written', () => {
  const credentials = openSqliteCredentials(dataDir);
  withCredentials(({ passwords }) => passwords.set('alice', 'by another'));
  expect(() => credentials.passwords.set('alice', 'hash')).toThrow(expect.objectContaining(REFUSED));
  credentials.close();
  expect(withCredentials(({ passwords }) => passwords.get('alice'))).toBe('by another');
});

test('credentials of the first version are imported', () => {
  const first = new DatabaseSync(inData('credentials.db'));
  first.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE passwords (party_id TEXT PRIMARY KEY, password_hash TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE known_passwords (party_id TEXT PRIMARY KEY, password_hash TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE sessions (token_hash TEXT PRIMARY KEY, party_id TEXT NOT NULL, expire_time_ms INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;
    INSERT INTO passwords VALUES ('alice', 'hash of alice');
    INSERT INTO known_passwords VALUES ('bob', 'hash of bob');
    INSERT INTO sessions VALUES ('token', 'alice', 9000000000000);
  `);
  first.close();
  for (let start = 0; start < 2; start += 1) {
    withCredentials(({ passwords, knownPasswords, sessions }) => {
      expect(passwords.get('alice')).toBe('hash of alice');
      expect(knownPasswords.get('bob')).toBe('hash of bob');
      expect(sessions.all()).toMatchObject([
        { tokenHash: 'token', partyId: 'alice', expireTimeMs: 9000000000000 },
      ]);
    });
  }
});

describe('credentials that were stored before are refused', () => {
  beforeEach(() =>
    withCredentials(({ passwords }) => {
      passwords.set('alice', 'first');
      passwords.set('alice', 'second');
    }),
  );
  const refused = (file: string, message: RegExp) =>
    expect(() => withCredentials(() => {})).toThrow(
      expect.objectContaining({
        name: 'DamagedError',
        place: { file: inData(file) },
        message: expect.stringMatching(message),
      }),
    );

  test('without their database', () => {
    rmSync(inData('credentials.db'));
    refused('credentials.db', /missing/);
    expect(existsSync(inData('credentials.db'))).toBe(false);
  });

  test('when the database is empty', () => {
    truncateSync(inData('credentials.db'));
    refused('credentials.db', /empty/);
  });

  test('when the database and its record are empty', () => {
    truncateSync(inData('credentials.db'));
    truncateSync(inData('credentials.tail'));
    refused('credentials.db', /empty/);
  });

  test('when the database is a new one', () => {
    rmSync(inData('credentials.db'));
    new DatabaseSync(inData('credentials.db')).exec('PRAGMA user_version = 2; CREATE TABLE x (y)');
    refused('credentials.db', /cannot be read/);
  });

  test.each([
    ['missing', () => rmSync(inData('credentials.tail'))],
    ['empty', () => truncateSync(inData('credentials.tail'))],
  ])('when their record is %s', (what, damage) => {
    damage();
    refused('credentials.tail', new RegExp(what));
  });

  test('when they are older than the record says', () => {
    cpSync(inData('credentials.db'), inData('older.db'));
    withCredentials(({ passwords }) => passwords.set('alice', 'third'));
    cpSync(inData('older.db'), inData('credentials.db'));
    refused('credentials.db', /changes 4 to 4 were committed and are missing/);
  });

  test.each([
    ['a hash is another', "UPDATE entries SET value = 'mine'", /checksum of the password of "alice"/],
    ['an entry is gone', 'DELETE FROM entries', /0 of 1 entries were found/],
    ['the generation is another', 'UPDATE totals SET generation = 9', /checksum of the totals/],
    [
      'the version is unknown',
      'PRAGMA user_version = 3',
      /schema version 3, .* only 2: another version of the exchange wrote the folder .*: use that/,
    ],
    [
      'the version is the first',
      'PRAGMA user_version = 0',
      /schema version 0, .* only 2: another version of the exchange wrote the folder .*: use that/,
    ],
  ])('when %s', (_what, statement, message) => {
    const database = new DatabaseSync(inData('credentials.db'));
    database.exec(statement);
    database.close();
    refused('credentials.db', message);
  });
});

test('a first start that was cut short begins again', () => {
  writeFileSync(inData('credentials.tail'), '');
  withCredentials(({ passwords }) => passwords.set('alice', 'hash'));
  expect(withCredentials(({ passwords }) => passwords.get('alice'))).toBe('hash');
});

test('a record that is behind the database is no damage', () => {
  withCredentials(() => cpSync(inData('credentials.tail'), inData('behind')));
  withCredentials(({ passwords }) => passwords.set('alice', 'hash'));
  cpSync(inData('behind'), inData('credentials.tail'));
  expect(withCredentials(({ passwords }) => passwords.get('alice'))).toBe('hash');
});
