import { type Document, Long } from 'mongodb';
import { beforeEach, expect, test } from 'vitest';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { MongoWriter } from '../../src/writers/mongo/mongo-writer.ts';
import { describeWithMongo } from '../mongod/describe-with-mongo.ts';
import { documentsOf, drop, settingsFor, withDatabase } from '../writers/mongo-database.ts';
import { runToEnd } from '../writers/run-writer.ts';
import { importedIn, newFolder, rebuild } from './rebuilding.ts';

const LONG_TEXT = 'é'.repeat(200);

/** A live order in the form of older versions of the seed. */
function live(order_id: number, instrument_id: number, changes: Document = {}): Document {
  return {
    ...{ order_type: 'GTC', side: 'SELL', instrument_id, price_cents: 10_000, quantity: 5, order_id },
    ...{ timestamp: Long.fromBigInt(1_795_348_200_000_000_001n), party_id: 1, cancelled: false },
    ...{ filled_quantity: 0, remaining_quantity: 5, ...changes },
  };
}

await describeWithMongo('books that the seed leaves behind', (mongoUrl) => {
  let settings: MongoSettings;

  beforeEach(() => {
    settings = settingsFor(mongoUrl);
    return () => drop(settings);
  });

  const insert = (name: string, ...documents: readonly Document[]) =>
    withDatabase(settings, (db) => db.collection(name).insertMany([...documents]));
  const instrument = (instrument_id: number, changes: Document = {}) =>
    insert('instruments', { instrument_id, instrument_name: `I${instrument_id}`, ...changes });

  test('a book without a document of its instrument is imported, and one without a number is told', async () => {
    await insert('parties', { party_id: 1, party_name: 'One', is_admin: false });
    await insert('live_orders_7', live(1, 7));
    await insert('live_orders_abc', live(2, 7));
    const folder = newFolder();
    const { findings } = await rebuild(settings, folder);
    expect(findings).toContain(
      'instruments, instrument 7: has orders or trades and no document that could be imported: it is called INSTRUMENT-7 now',
    );
    expect(findings).toContain(
      'orders_abc: its instrument has no number: its orders and trades are not imported',
    );
    expect(findings).toContain(
      'parties, party 1: no password in the database: cannot log in until an administrator sets one',
    );
    expect(importedIn(folder).orders).toMatchObject([
      { orderId: 1, terms: { instrumentId: 7 }, progress: { leavesQuantity: 5 } },
    ]);
    await runToEnd(new MongoWriter(settings), folder, verifyDataFolder(folder, () => {}).lastSequence);
    expect(await documentsOf(settings, 'live_orders_7')).toHaveLength(1);
    expect(await documentsOf(settings, 'live_orders_abc')).toHaveLength(1);
    expect(await documentsOf(settings, 'parties')).toHaveLength(1);
  });

  test.each([
    ['a high price', { price_cents: 250_000_000 }, { maxPrice: 250_000_000, maxQuantity: 36_028_797 }],
    [
      'a large quantity',
      { quantity: 100_000_000, remaining_quantity: 100_000_000 },
      { maxPrice: 100_000_000, maxQuantity: 100_000_000 },
    ],
    [
      'both',
      { price_cents: 250_000_000, quantity: 2 ** 52, remaining_quantity: 2 ** 52 },
      { maxPrice: 250_000_000, maxQuantity: 2 ** 52 },
    ],
  ])('bounds fit the live orders, which is told: %s', async (_what, changes, bounds) => {
    await instrument(8);
    await insert('live_orders_8', live(1, 8, changes));
    const folder = newFolder();
    const { findings, openOrders } = await rebuild(settings, folder);
    expect(openOrders).toBe(1);
    const [listed] = importedIn(folder).instruments;
    expect(listed).toMatchObject(bounds);
    expect(findings).toContainEqual(
      expect.stringMatching(
        /^instruments, instrument 8: it has max_price \d+ and max_quantity \d+, since its live/,
      ),
    );
  });

  test('a description that is too long is cut, which is told, and stays whole in MongoDB', async () => {
    await instrument(9, { instrument_description: LONG_TEXT, created_by: 1 });
    const folder = newFolder();
    const { findings } = await rebuild(settings, folder);
    expect(findings).toContain(
      'instruments, instrument 9: instrument_description has more than 256 bytes: its beginning is imported',
    );
    expect(importedIn(folder).instruments).toMatchObject([{ description: 'é'.repeat(128) }]);
    await runToEnd(new MongoWriter(settings), folder, verifyDataFolder(folder, () => {}).lastSequence);
    const [document] = await documentsOf(settings, 'instruments');
    expect(document).toMatchObject({ instrument_name: 'I9', instrument_description: LONG_TEXT });
    expect(Number(document?.['created_by'])).toBe(1);
  });

  test('a party that is there as a number and as text is one, with its password', async () => {
    const party = { party_name: 'One', is_admin: false };
    const password = `$2b$12$${'x'.repeat(53)}`;
    await insert(
      'parties',
      { party_id: '1', party_number: 1, ...party },
      { party_id: 1, ...party, password },
    );
    await insert('parties', { party_id: 2, party_name: LONG_TEXT, is_admin: true, password });
    const { findings, passwords, parties } = await rebuild(settings, newFolder());
    expect(parties).toBe(2);
    expect(passwords).toEqual(new Map(['1', '2'].map((id) => [id, password])));
    expect(findings).toContain(
      'parties, party 1: occurs twice: the first one counts, with the password of this one',
    );
    expect(findings).toContainEqual(expect.stringMatching(/^parties, party 2: imported as "é+", adm/));
  });
});
