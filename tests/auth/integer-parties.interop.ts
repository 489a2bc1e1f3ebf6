import bcrypt from 'bcrypt';
import { Binary, type Document, Long } from 'mongodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { MongoWriter } from '../../src/writers/mongo/mongo-writer.ts';
import { describeWithMongo } from '../mongod/describe-with-mongo.ts';
import { documentsOf, drop, settingsFor, withDatabase } from '../writers/mongo-database.ts';
import { AuthUnderTest, HERE } from './auth-under-test.ts';

const ONE = {
  party_id: 1,
  party_name: 'One Ltd',
  password: bcrypt.hashSync('onepw', 4),
  is_admin: true,
};
const COME_IN = { partyId: '1', password: 'onepw', address: HERE };

await describeWithMongo('a party whose id is an integer in MongoDB', (mongoUrl) => {
  let settings: MongoSettings;
  let under: AuthUnderTest;

  beforeEach(async () => {
    settings = settingsFor(mongoUrl);
    under = await AuthUnderTest.start({ partyStore: 'mongo', mongo: settings });
  });
  afterEach(async () => {
    await under.end();
    await drop(settings);
  });

  const load = (document: Document) =>
    // The validators accept the documents of older versions of the seed.
    withDatabase(settings, (db) => db.collection('parties').insertOne({ ...document }));
  const stored = async () =>
    (await documentsOf(settings, 'parties')).map(({ party_id, party_name }) => [
      String(party_id),
      party_name,
    ]);

  test.each([
    ['an int', ONE],
    ['a long', { ...ONE, party_id: Long.fromNumber(1) }],
    ['bytes for its hash', { ...ONE, password: new Binary(Buffer.from(ONE.password)) }],
  ])('logs in, changes its password and stays one: %s', async (_what, document) => {
    await load(document);
    const { party, token } = await under.auth.login(COME_IN);
    expect(party).toEqual({ partyNumber: 1, partyId: '1', partyName: 'One Ltd', isAdmin: true });
    expect(await under.create('1', 'a password')).toMatchObject({ reason: 'DUPLICATE_PARTY' });
    await under.auth.changePassword(party, token, { current: 'onepw', next: 'another', address: HERE });
    await under.auth.login({ ...COME_IN, password: 'another' });
    await under.auth.setPassword('1', 'yet another', party);
    await under.auth.login({ ...COME_IN, password: 'yet another' });
    expect(await stored()).toEqual([['1', 'One Ltd']]);
  });

  test('is listed once with all parties in MongoDB, before and after its first login', async () => {
    await load(ONE);
    await load({ ...ONE, party_id: 'Zoe', party_name: 'Zoe Ltd' });
    await load({ ...ONE, party_id: 'Zoe\u200B' });
    const unlisted = async () => (await under.auth.unlistedParties()).map(({ partyId }) => partyId);
    expect(await unlisted()).toEqual(['1', 'Zoe']);
    await under.auth.login(COME_IN);
    expect(await unlisted()).toEqual(['Zoe']);
  });

  test('gets a first password in the document that it has', async () => {
    const { password: _password, ...without } = ONE;
    await load(without);
    await under.ensureAdmin('1', 'correct horse');
    await under.auth.login({ ...COME_IN, password: 'correct horse' });
    expect(await stored()).toHaveLength(1);
  });

  test('has its password also beside a document with the text of it that has none', async () => {
    const { password: _password, ...without } = ONE;
    await load({ ...without, party_id: '1' });
    await load(ONE);
    await under.auth.login(COME_IN);
  });

  test('is written by the MongoDB writer into the document that it has, which loses nothing', async () => {
    await load(ONE);
    const writer = new MongoWriter(settings);
    await writer.open();
    const party = { partyNumber: 1, partyId: '1', partyName: '', isAdmin: false };
    const at = { sequence: 1, timeNs: 5n };
    await writer.write([{ epoch: 1, ...at, events: [{ ...at, kind: 'partyCreated', party }] }]);
    await writer.close();
    const [document, ...others] = await documentsOf(settings, 'parties');
    expect(others).toEqual([]);
    expect(document).toMatchObject({ party_name: 'One Ltd', is_admin: true, password: ONE.password });
    expect([document?.['party_id'], document?.['party_number']].map(Number)).toEqual([1, 1]);
    await under.auth.login(COME_IN);
  });
});
