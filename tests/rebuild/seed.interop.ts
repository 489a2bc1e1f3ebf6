import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import bcrypt from 'bcrypt';
import { BSON, type Document, Long } from 'mongodb';
import { beforeEach, expect, test } from 'vitest';
import { Side } from '../../src/domain/order.ts';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { MongoWriter } from '../../src/writers/mongo/mongo-writer.ts';
import { describeWithMongo } from '../mongod/describe-with-mongo.ts';
import { documentsOf, drop, settingsFor, withDatabase } from '../writers/mongo-database.ts';
import { runToEnd } from '../writers/run-writer.ts';
import { importedIn, newFolder, rebuild } from './rebuilding.ts';

const PASSWORD = 'test1234';
const SEED = join(import.meta.dirname, '../fixtures/seed/documents.json');

await describeWithMongo('an exchange rebuilt from a database of the seed', (mongoUrl) => {
  let settings: MongoSettings;

  beforeEach(() => {
    settings = settingsFor(mongoUrl);
    return () => drop(settings);
  });

  /** Restores the recorded database of the seed, with known passwords and the instruments of the orders. */
  async function restoreSeed(): Promise<void> {
    const { collections }: { collections: Record<string, { samples?: { doc: Document }[] }> } = JSON.parse(
      // Replace timestamps before JSON.parse, which would round them.
      readFileSync(SEED, 'utf8').replace(/("timestamp": )(\d{16,})/g, '$1{"$numberLong":"$2"}'),
    );
    const hash = await bcrypt.hash(PASSWORD, 4);
    await withDatabase(settings, async (db) => {
      for (const name of [
        'instruments',
        'parties',
        'counters',
        'orders_20',
        'orders_21',
        'trades_20',
        'trades_21',
        'live_orders_21',
      ]) {
        const text = JSON.stringify(collections[name]?.samples?.map(({ doc }) => doc));
        const documents: Document[] = BSON.EJSON.parse(text.replace(/\$2b\$12\$[^"]*/g, hash), {
          relaxed: false,
        });
        await db.collection(name).insertMany(documents);
      }
      const names = {
        instrument_description: '',
        created_time: new Date(1_795_348_090_000),
        created_by: 'Adam',
      };
      await db.collection('instruments').insertMany([
        { instrument_id: 20, instrument_name: 'Twenty', ...names },
        { instrument_id: 21, instrument_name: 'Alpha', ...names },
        { instrument_id: 'abc', instrument_name: 'Letters', ...names },
      ]);
      const order = { order_type: 'GTC', side: 'BUY', instrument_id: 20, price_cents: 90, quantity: 5 };
      const open = { ...order, timestamp: Long.fromBigInt(1_795_348_200_000_000_001n), cancelled: false };
      await db.collection<Document>('live_orders_20').insertMany([
        { ...open, order_id: 30, party_id: 'Bob', filled_quantity: 0, remaining_quantity: 5 },
        { ...open, order_id: 31, party_id: 2, filled_quantity: 0, remaining_quantity: 5 },
        {
          ...open,
          order_id: 32,
          party_id: 'Zoe',
          side: 'SELL',
          price_cents: 89,
          filled_quantity: 0,
          remaining_quantity: 5,
        },
        {
          ...open,
          order_id: 33,
          party_id: 'Bob',
          order_type: 'MARKET',
          price_cents: 0,
          filled_quantity: 0,
          remaining_quantity: 5,
        },
      ]);
    });
  }

  test('has its open orders as its trades tell, its parties with their passwords, and goes on with its ids', async () => {
    await restoreSeed();
    // Our writer stores this field. The seed ignores it.
    await withDatabase(settings, (db) =>
      db.collection('parties').updateOne({ party_id: 'Carol' }, { $set: { disabled: true } }),
    );
    const after = newFolder();
    const { findings, passwords } = await rebuild(settings, after);
    expect([...findings].sort()).toEqual([
      'instruments, instrument "55": another document has the same instrument_id, as a number: this one is not imported',
      'instruments, instrument "abc": instrument_id is not a whole number from 1 to 4294967295: not imported',
      'instruments, instrument 21: instrument_name is that of another one: it is called INSTRUMENT-21 now',
      'live_orders_20, order 32: would trade with order 30: not imported as open',
      'live_orders_20, order 33: is MARKET, which never rests: not imported as open',
      'live_orders_21, order 17: filled_quantity is 19 and its trades come to 10: 2 of 12 are open',
      'parties, party Zoe: only its orders or trades name it: imported without a name, and cannot log in until an administrator sets a password',
    ]);
    const { begun, parties, statuses, orders, trades, positions } = importedIn(after);
    expect(begun).toEqual([{ lastOrderId: 60, lastTradeId: 7 }]);
    expect(parties).toMatchObject([
      { partyId: 'Adam', isAdmin: true },
      { partyId: '2', partyName: 'PartyTwo', isAdmin: false },
      { partyId: 'Bob' },
      { partyId: 'Carol' },
      { partyId: 'Zoe', partyName: '', isAdmin: false },
    ]);
    expect(statuses).toEqual([{ partyNumber: 4, isDisabled: true }]);
    expect([...passwords.keys()]).toEqual(['Adam', '2', 'Bob', 'Carol']);
    expect(await bcrypt.compare(PASSWORD, passwords.get('Carol') ?? '')).toBe(true);
    const untraded = { leavesQuantity: 5, cumQuantity: 0, notional: 0n };
    expect(orders.filter(({ progress }) => progress.leavesQuantity > 0)).toMatchObject([
      { orderId: 30, terms: { instrumentId: 20, partyNumber: 3, price: 90 }, progress: untraded },
      { orderId: 31, terms: { instrumentId: 20, partyNumber: 2, price: 90 }, progress: untraded },
      {
        orderId: 17,
        terms: { instrumentId: 21, partyNumber: 2, price: 10_005 },
        progress: { leavesQuantity: 2, cumQuantity: 10, notional: 100_025n },
      },
    ]);
    // They were filled as makers, which the seed does not store.
    expect(orders.filter(({ orderId }) => [13, 14, 15].includes(orderId))).toMatchObject([
      { progress: { leavesQuantity: 0, cumQuantity: 2, canceledQuantity: 0 } },
      { progress: { leavesQuantity: 0, cumQuantity: 3, canceledQuantity: 0 } },
      { progress: { leavesQuantity: 0, cumQuantity: 4, canceledQuantity: 0 } },
    ]);
    // The seed's trades have no ids. They get ids in order of time over all books.
    expect(trades.map(({ tradeId, instrumentId }) => [tradeId, instrumentId])).toEqual([
      ...[1, 2, 3].map((tradeId) => [tradeId, 20]),
      ...[4, 5, 6, 7].map((tradeId) => [tradeId, 21]),
    ]);
    expect(trades[0]).toEqual({
      ...{ tradeId: 1, instrumentId: 20, price: 10_000, quantity: 3, aggressorSide: Side.Buy },
      ...{ makerOrderId: 7, makerPartyNumber: 3, makerLeavesQuantity: 2 },
      ...{ takerOrderId: 8, takerPartyNumber: 4, takerLeavesQuantity: 0 },
      transactTimeNs: 1_795_348_099_038_021_739n,
    });
    expect(positions).toContainEqual({
      partyNumber: 2,
      instrumentId: 21,
      boughtQuantity: 10n,
      boughtNotional: 100_025n,
      soldQuantity: 0n,
      soldNotional: 0n,
    });
    expect(verifyDataFolder(after, () => {})).toMatchObject({ openOrders: 3, instruments: 5, parties: 5 });
  });

  test('is carried on in its database: right where it was wrong, and nothing lost', async () => {
    await restoreSeed();
    // Documents that cannot be imported are not changed.
    await withDatabase(settings, (db) =>
      db.collection('orders_20').insertOne({ order_id: 40, party_id: null }),
    );
    const trades = await documentsOf(settings, 'trades_21');
    const after = newFolder();
    const { stateHash } = await rebuild(settings, after);
    const { lastSequence } = verifyDataFolder(after, () => {});
    const counters = (set: Document) =>
      withDatabase(settings, (db) =>
        db.collection<{ _id: string }>('counters').updateOne({ _id: 'cursor' }, { $set: set }),
      );
    // Like a kill while it wrote the first events.
    await counters({ unfinished: true });
    await runToEnd(new MongoWriter(settings), after, lastSequence);
    expect(await documentsOf(settings, 'trades_21')).toEqual(trades);
    const [live, ...others] = await documentsOf(settings, 'live_orders_21');
    expect(others).toEqual([]);
    expect(BSON.EJSON.serialize(live ?? {}, { relaxed: true })).toMatchObject({
      ...{ order_id: 17, filled_quantity: 10, remaining_quantity: 2, cancelled: false },
    });
    expect((await documentsOf(settings, 'live_orders_20')).map((order) => Number(order['order_id']))).toEqual(
      // The two orders that were not imported, according to the findings, are unchanged.
      [30, 31, 32, 33],
    );
    expect(await documentsOf(settings, 'orders_20')).toHaveLength(11);
    expect(await documentsOf(settings, 'parties')).toHaveLength(5);
    // Now the database is ours, and a second rebuild is equal. One remaining document of the seed does not change the others, and its trades do not count twice.
    await withDatabase(settings, (db) =>
      db.collection('orders_21').updateOne({ order_id: 13 }, { $unset: { filled_notional: 1 } }),
    );
    const second = newFolder();
    const again = await rebuild(settings, second);
    expect(importedIn(second).positions).toEqual(importedIn(after).positions);
    expect(again.stateHash).toBe(stateHash);
    expect(again.findings.filter((finding) => finding.includes('orders_'))).toEqual([
      'live_orders_20, order 32: would trade with order 30: not imported as open',
      'live_orders_20, order 33: is MARKET, which never rests: not imported as open',
      expect.stringMatching(
        /^orders_20, order 40: party_id is neither text nor a whole number, .*: not imported$/,
      ),
    ]);
  });
});
