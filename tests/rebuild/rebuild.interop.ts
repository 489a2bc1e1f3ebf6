import { readdirSync } from 'node:fs';
import { BSON, type Document, Long } from 'mongodb';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { MAX_ORDER_ID } from '../../src/domain/limits.ts';
import { TimeInForce } from '../../src/domain/order.ts';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { IMPORTED_POSITIONS } from '../../src/mongo/schema.ts';
import { rebuildFromMongo } from '../../src/rebuild/rebuild-from-mongo.ts';
import { takeSnapshot } from '../../src/recovery/take-snapshot.ts';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { ForeignDatabaseError } from '../../src/writers/mongo/cursor.ts';
import { exactSum } from '../../src/writers/mongo/documents.ts';
import { MongoWriter } from '../../src/writers/mongo/mongo-writer.ts';
import { limit } from '../exchange/test-exchange.ts';
import { describeWithMongo } from '../mongod/describe-with-mongo.ts';
import { documentsOf, drop, dump, settingsFor, withDatabase } from '../writers/mongo-database.ts';
import { RunningWriter, runToEnd } from '../writers/run-writer.ts';
import { TestMarket } from '../writers/test-market.ts';
import { positionsIn } from './positions.ts';
import { importedIn, newFolder, rebuild } from './rebuilding.ts';

await describeWithMongo('an exchange rebuilt from MongoDB', (mongoUrl) => {
  let settings: MongoSettings;

  beforeEach(() => {
    settings = settingsFor(mongoUrl);
    return () => drop(settings);
  });

  /** Trades, and writes everything to MongoDB. */
  async function writtenMarket(seed: number, commands: number): Promise<string> {
    const directory = newFolder();
    const market = await TestMarket.open(directory, seed);
    await market.trade(commands);
    await runToEnd(new MongoWriter(settings), directory, market.lastSequence);
    await market.close();
    return directory;
  }

  describe('that was ours', () => {
    test.each([1, 2, 3, 4])('has the same state and positions (market %i)', async (seed) => {
      const before = await writtenMarket(seed, 500);
      const after = newFolder();
      const { stateHash, findings, openOrders } = await rebuild(settings, after);
      expect(openOrders).toBeGreaterThan(10);
      expect(readdirSync(after)).toEqual(['journal.db', 'journal.tail']);
      const parties = ['alice', '=1+1', '@bob, "B"', '-2'];
      // Events have no passwords, so the writer stores none.
      expect(findings).toEqual(
        parties.map(
          (id) =>
            `parties, party ${JSON.stringify(id)}: no password in the database: cannot log in until an administrator sets one`,
        ),
      );
      const original = verifyDataFolder(before, () => {});
      expect(stateHash).toBe(original.stateHash);
      expect(verifyDataFolder(after, () => {})).toMatchObject({
        stateHash: original.stateHash,
        openOrders: original.openOrders,
        trades: original.trades,
      });
      expect(importedIn(after).positions).toEqual(positionsIn(before));
    });

    test('adds positions of any size that the exchange had imported itself', async () => {
      const before = positionsIn(await writtenMarket(1, 200));
      const [bought, sold] = [2n ** 64n, 10n ** 40n];
      await withDatabase(settings, (db) =>
        db.collection(IMPORTED_POSITIONS).insertOne({
          ...{ party_id: 'alice', instrument_id: 1 },
          ...{ bought_quantity: exactSum(bought), sold_quantity: exactSum(sold) },
          ...{ bought_notional: 0, sold_notional: 0 },
        }),
      );
      const after = newFolder();
      await rebuild(settings, after);
      const [first, ...others] = before;
      if (first === undefined) throw new Error('the first party has traded the first instrument');
      const { boughtQuantity, soldQuantity } = first;
      const added = { boughtQuantity: boughtQuantity + bought, soldQuantity: soldQuantity + sold };
      expect(importedIn(after).positions).toEqual([{ ...first, ...added }, ...others]);
    });

    test('begins at the time where it was with a manual clock, and now with that of the system', async () => {
      const { lastTimeNs } = verifyDataFolder(await writtenMarket(1, 50), () => {});
      const beganMs = Date.now();
      const [manual, system] = [newFolder(), newFolder()];
      await rebuild(settings, manual, false, 'manual');
      expect(verifyDataFolder(manual, () => {}).lastTimeNs).toBe(lastTimeNs);
      await rebuild(settings, system, false);
      expect(verifyDataFolder(system, () => {}).lastTimeNs).toBeGreaterThan(BigInt(beganMs - 1) * 1_000_000n);
    });

    test('has trades that were written after the cursor, each number once', async () => {
      await writtenMarket(6, 200);
      const books = await withDatabase(settings, async (db) => {
        const names = (await db.listCollections().toArray()).map(({ name }) => name);
        return names.filter((name) => name.startsWith('trades_')).sort();
      });
      const [name = '', other = ''] = books;
      const [document] = await documentsOf(settings, name);
      const { _id, ...trade } = document ?? {};
      const highest = 1_000_000;
      await withDatabase(settings, async (db) => {
        const late = { ...trade, trade_id: Long.fromNumber(highest) };
        await db.collection(name).insertOne({ ...late });
        await db.collection(other).insertOne({ ...late });
        await db.command({ collMod: name, validationLevel: 'off' });
        await db.collection(name).insertOne({ ...trade, trade_id: 'x' });
      });
      const after = newFolder();
      const { findings } = await rebuild(settings, after, false);
      const { begun, trades } = importedIn(after);
      expect(begun).toMatchObject([{ lastTradeId: highest }]);
      const numbers = trades.map(({ tradeId }) => tradeId);
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      expect(numbers.at(-1)).toBe(highest);
      const left = findings.filter((finding) => finding.endsWith('not in the history'));
      expect(left.map((finding) => finding.replace(/^.*?: /, '')).sort()).toEqual([
        'its parties or its number are unknown: not in the history',
        'trade 1000000 occurs twice: not in the history',
      ]);
    });

    test('has each order once, open if it is open in any book', async () => {
      await writtenMarket(7, 200);
      const [open] = await documentsOf(settings, 'live_orders_1');
      const [closed] = (await documentsOf(settings, 'orders_1')).filter(
        ({ remaining_quantity }) => Number(remaining_quantity) === 0,
      );
      await withDatabase(settings, async (db) => {
        const { _id, ...terms } = closed ?? {};
        for (const document of [open, closed]) {
          await db.collection('orders_2').insertOne({ ...terms, order_id: document?.['order_id'] });
        }
      });
      const after = newFolder();
      const { findings } = await rebuild(settings, after, false);
      const ids = importedIn(after).orders.map(({ orderId }) => orderId);
      expect(ids).toHaveLength(new Set(ids).size);
      expect(findings.filter((finding) => finding.endsWith('occurs twice: not imported'))).toHaveLength(2);
    });

    test('goes on where it was, and writes on to the same database and to a new one', async () => {
      await writtenMarket(5, 400);
      const after = newFolder();
      await rebuild(settings, after);
      // Imported data is in snapshots too.
      takeSnapshot(after);
      expect(verifyDataFolder(after, () => {}).snapshots).toBe(1);
      const market = await TestMarket.open(after, 6);
      const live = await documentsOf(settings, 'live_orders_1');
      await runToEnd(new MongoWriter(settings), after, market.lastSequence);
      const isSame = ({ priority: _priority, ...document }: Document) => BSON.EJSON.stringify(document);
      expect((await documentsOf(settings, 'live_orders_1')).map(isSame)).toEqual(live.map(isSame));
      await market.trade(400);
      await runToEnd(new MongoWriter(settings), after, market.lastSequence);
      const elsewhere = settingsFor(mongoUrl);
      onTestFinished(() => drop(elsewhere));
      await runToEnd(new MongoWriter(elsewhere), after, market.lastSequence);
      await market.close();

      // A second rebuild, from either database, is equal.
      const { stateHash } = verifyDataFolder(after, () => {});
      const same = await rebuild(settings, newFolder());
      const other = newFolder();
      expect([same.stateHash, (await rebuild(elsewhere, other)).stateHash]).toEqual([stateHash, stateHash]);
      expect(importedIn(other).positions).toEqual(positionsIn(after));
    });

    test('knows an order that is sent again', async () => {
      const before = newFolder();
      const market = await TestMarket.open(before, 1);
      const named = (clientOrderId: string, price: number) => limit('buy', price, 20, { clientOrderId });
      const open = limit('buy', 50, 20, { clientOrderId: 'open', postOnly: true });
      const killed = limit('buy', 70, 20, { clientOrderId: 'killed', timeInForce: TimeInForce.FillOrKill });
      const orders = [open, named('canceled', 55), named('amended', 60), named('filled', 65), killed];
      const first = [];
      for (const order of orders) first.push(await market.submit(order));
      await market.submit({ kind: 'cancel', partyNumber: 1, order: { clientOrderId: 'canceled' } });
      const order = { clientOrderId: 'amended' };
      await market.submit({ kind: 'amend', partyNumber: 1, order, price: undefined, quantity: 10 });
      await market.submit(limit('sell', 65, 20));
      await runToEnd(new MongoWriter(settings), before, market.lastSequence);
      await market.close();

      const after = newFolder();
      await rebuild(settings, after);
      const rebuilt = await TestMarket.open(after, 1);
      const last = rebuilt.lastSequence;
      const again = [];
      for (const order of orders) again.push(await rebuilt.submit(order));
      const orderIds = first.map((reply) => ('orderId' in reply ? reply.orderId : 0));
      expect(again).toMatchObject([
        { isRepeat: true, orderId: orderIds[0], leavesQuantity: 20 },
        { isRepeat: true, orderId: orderIds[1], canceledQuantity: 20 },
        // MongoDB has the amended order and not the first request, so the repeat is refused and not executed.
        { reason: 'DUPLICATE_CLIENT_ORDER_ID', metadata: { order_id: String(orderIds[2]) } },
        { isRepeat: true, orderId: orderIds[3], cumQuantity: 20 },
        { isRepeat: true, orderId: orderIds[4], canceledQuantity: 20 },
      ]);
      expect(rebuilt.lastSequence).toBe(last);
      await rebuilt.close();
    });

    test('belongs to the new exchange from then on', async () => {
      const before = await writtenMarket(1, 50);
      const after = newFolder();
      await rebuild(settings, after);
      const old = new RunningWriter(new MongoWriter(settings), before);
      await old.until(({ state }) => state === 'failing');
      expect(old.seen.at(-1)?.lastError).toBe(new ForeignDatabaseError(settings.mongoDb).message);
      await old.stop();
      const market = await TestMarket.open(after, 2);
      await market.trade(50);
      await runToEnd(new MongoWriter(settings), after, market.lastSequence);
      await market.close();
    });

    test('only to be looked at: the database stays as it was', async () => {
      await writtenMarket(1, 50);
      const before = await dump(settings);
      await rebuild(settings, newFolder(), false);
      expect(await dump(settings)).toEqual(before);
    });

    test('keeps names that could not be given any more, and lists them', async () => {
      await writtenMarket(3, 300);
      await withDatabase(settings, async (db) => {
        for (const name of ['parties', 'orders_1', 'live_orders_1', 'trades_1', 'positions']) {
          await db.collection(name).updateMany({ party_id: 'alice' }, { $set: { party_id: 'al\u200Bice' } });
        }
        const set = { $set: { instrument_name: 'A\u00A0B' } };
        await db.collection('instruments').updateOne({ instrument_id: 1 }, set);
      });
      const after = newFolder();
      const { findings } = await rebuild(settings, after);
      expect(findings).toContainEqual(
        expect.stringMatching(/^parties, party "al\u200Bice": party_id: must be without control, invisible/),
      );
      expect(findings).toContainEqual(
        expect.stringMatching(/^instruments, instrument 1: instrument_name should be .*: imported as it is$/),
      );
      expect(importedIn(after).parties).toContainEqual(expect.objectContaining({ partyId: 'al\u200Bice' }));
    });

    test('what is damaged is told and left out', async () => {
      await writtenMarket(3, 300);
      const [first] = await documentsOf(settings, 'live_orders_1');
      if (first === undefined) throw new Error('there are live orders');
      await withDatabase(settings, async (db) => {
        const set = { $set: { remaining_quantity: 999_999 } };
        await db.collection('live_orders_1').updateOne({ _id: first['_id'] }, set);
        await db
          .collection<{ _id: string }>('counters')
          .updateOne({ _id: 'cursor' }, { $set: { unfinished: true } });
      });
      const { findings } = await rebuild(settings, newFolder());
      expect(findings).toContainEqual(
        `live_orders_1, order ${first['order_id']}: filled_quantity, remaining_quantity and cancelled_quantity do not come to quantity: not imported`,
      );
      expect(findings).toContainEqual(expect.stringMatching(/writing ended in the middle, after event \d+/));
    });
  });

  describe('is refused', () => {
    test('when no order id is left for new orders', async () => {
      await writtenMarket(1, 20);
      await withDatabase(settings, async (db) => {
        const last = { order_id: Long.fromNumber(MAX_ORDER_ID) };
        await db.collection('orders_1').findOneAndUpdate({}, { $set: last }, { sort: { order_id: -1 } });
      });
      await expect(rebuild(settings, newFolder())).rejects.toThrow(/none is left for new orders/);
    });

    test('when the database holds none', async () => {
      await expect(rebuild(settings, newFolder())).rejects.toThrow(
        /holds no exchange: give another MONGO_DB/,
      );
    });

    test('into a folder that has a journal', async () => {
      const directory = await writtenMarket(1, 20);
      const before = verifyDataFolder(directory, () => {});
      await expect(rebuild(settings, directory)).rejects.toThrow(
        /has a journal.db: an exchange is rebuilt into an empty/,
      );
      expect(verifyDataFolder(directory, () => {})).toEqual(before);
    });

    test('when somebody writes to the database meanwhile, and leaves no journal behind', async () => {
      await writtenMarket(1, 50);
      const directory = newFolder();
      const moved = {
        settings,
        directory,
        goesOnThere: true,
        clock: 'system' as const,
        logger: { info() {}, warn() {}, error() {} },
        keepPasswords: () =>
          withDatabase(settings, async (db) => {
            await db
              .collection<{ _id: string }>('counters')
              .updateOne({ _id: 'cursor' }, { $inc: { seq: 1 } });
          }),
      };
      await expect(rebuildFromMongo(moved)).rejects.toThrow(
        /another process has written to the database since event/,
      );
      await expect(rebuildFromMongo({ ...moved, goesOnThere: false })).rejects.toThrow(
        /another process has written/,
      );
      expect(readdirSync(directory)).toEqual([]);
    });

    test('without a server, and does not tell the password', async () => {
      const nowhere = { ...settings, mongoUrl: 'mongodb://root:swordfish@127.0.0.1:1' };
      const refused = rebuild(nowhere, newFolder());
      await expect(refused).rejects.toThrow(/ECONNREFUSED/);
      await expect(refused).rejects.not.toThrow(/swordfish/);
    });
  });
});
