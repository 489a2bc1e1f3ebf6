import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Credentials } from '../../src/auth/credentials.ts';
import { MongoPasswordStore } from '../../src/auth/mongo-password-store.ts';
import type { PasswordStore } from '../../src/auth/password-store.ts';
import { openSqliteCredentials } from '../../src/auth/sqlite-credentials.ts';
import { SqlitePasswordStore } from '../../src/auth/sqlite-password-store.ts';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { describeWithMongo } from '../mongod/describe-with-mongo.ts';
import { drop, settingsFor } from '../writers/mongo-database.ts';
import { LoggedLines } from './logged-lines.ts';

/** Not real hashes, because stores do not parse them. */
const hash = (letter: string) => `$2b$12$${letter.repeat(53)}`;
const [FIRST, SECOND, THIRD] = [hash('a'), hash('b'), hash('c')];

const profile = (partyId: string) => ({ partyId, partyName: `${partyId} Ltd`, isAdmin: false });
const BOB = profile('bob');

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'redleaf-passwords-'));
});
afterEach(() => {
  rmSync(dataDir, { recursive: true });
});

/** The contract of every password store. `open` opens the same store again, like a restart. */
function passwordStoreContract(
  name: string,
  open: (credentials: Credentials) => Promise<PasswordStore>,
): void {
  describe(`passwords in ${name}`, () => {
    let credentials: Credentials;
    let store: PasswordStore;
    const start = async () => {
      credentials = openSqliteCredentials(dataDir);
      store = await open(credentials);
    };
    const stop = async () => {
      await store.close();
      credentials.close();
    };
    beforeEach(start);
    afterEach(stop);

    const hashOf = async (partyId: string) => (await store.find(partyId))?.passwordHash;

    test('are not there for a party that has none', async () => {
      expect(await store.find('bob')).toBeUndefined();
      expect(await store.replace(BOB, FIRST, SECOND)).toBe(false);
      expect(await store.find('bob')).toBeUndefined();
    });

    test('are set over any earlier one, and are there after a restart', async () => {
      await store.set(BOB, FIRST);
      expect(await hashOf('bob')).toBe(FIRST);
      await store.set(BOB, SECOND);
      expect(await hashOf('bob')).toBe(SECOND);
      await stop();
      await start();
      expect(await hashOf('bob')).toBe(SECOND);
    });

    test('are given only to a party that has none', async () => {
      expect(await store.replace(BOB, undefined, FIRST)).toBe(true);
      expect(await store.replace(BOB, undefined, SECOND)).toBe(false);
      expect(await hashOf('bob')).toBe(FIRST);
    });

    test('are replaced only if they are still what they were', async () => {
      await store.set(BOB, FIRST);
      expect(await store.replace(BOB, FIRST, SECOND)).toBe(true);
      expect(await store.replace(BOB, FIRST, THIRD)).toBe(false);
      expect(await hashOf('bob')).toBe(SECOND);
    });

    test('are replaced by one of those who do it at once', async () => {
      await store.set(BOB, FIRST);
      const done = await Promise.all([SECOND, THIRD].map((to) => store.replace(BOB, FIRST, to)));
      expect(done.filter(Boolean)).toHaveLength(1);
      expect(await hashOf('bob')).toBe(done[0] ? SECOND : THIRD);
    });

    test('can be taken away, and given again', async () => {
      await store.set(BOB, FIRST);
      await store.remove('bob');
      expect(await hashOf('bob')).toBeUndefined();
      expect(await store.replace(BOB, undefined, SECOND)).toBe(true);
      expect(await hashOf('bob')).toBe(SECOND);
    });

    test('belong to one party, whatever its id looks like', async () => {
      const ids = ['{"$gt":""}', '$where', 'a.b', 'a', 'Ä ∑', "'; DROP TABLE passwords; --"];
      for (const [index, id] of ids.entries()) await store.set(profile(id), hash(`${index}`));
      await store.remove('$where');
      expect(await Promise.all(ids.map(hashOf))).toEqual(
        ids.map((id, index) => (id === '$where' ? undefined : hash(`${index}`))),
      );
    });
  });
}

passwordStoreContract('SQLite', async ({ passwords }) => new SqlitePasswordStore(passwords));

await describeWithMongo('with a MongoDB server', (mongoUrl) => {
  let settings: MongoSettings;
  beforeEach(() => {
    settings = settingsFor(mongoUrl);
  });
  afterEach(() => drop(settings));

  passwordStoreContract('MongoDB', ({ knownPasswords: known }) =>
    MongoPasswordStore.open({ settings, known, logger: new LoggedLines() }),
  );
});
