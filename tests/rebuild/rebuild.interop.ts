import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import bcrypt from 'bcrypt';
import { BSON, type Document, Long } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { ImportedPosition } from '../../src/domain/imported-position.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { openSqliteJournalReader } from '../../src/journal/sqlite/journal-reader.ts';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { rebuildFromMongo } from '../../src/rebuild/rebuild-from-mongo.ts';
import { takeSnapshot } from '../../src/recovery/take-snapshot.ts';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { ForeignDatabaseError } from '../../src/writers/mongo/cursor.ts';
import { MongoWriter } from '../../src/writers/mongo/mongo-writer.ts';
import { RecordingSink } from '../journal/events.ts';
import { describeWithMongo, type MongoServer } from '../mongod/describe-with-mongo.ts';
import { documentsOf, drop, dump, settingsFor, withDatabase } from '../writers/mongo-database.ts';
import { RunningWriter, runToEnd } from '../writers/run-writer.ts';
import { TestMarket } from '../writers/test-market.ts';
import { positionsOf } from './positions.ts';

const PASSWORD = 'test1234';
const SEED = join(import.meta.dirname, '../fixtures/seed/documents.json');

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'redleaf-rebuild-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function rebuild(settings: MongoSettings, directory: string, goesOnThere = true) {
  const passwords = new Map<string, string>();
  const logger = { info() {}, warn() {}, error() {} };
  const keepPasswords = (hashes: ReadonlyMap<string, string>) => {
    for (const [id, hash] of hashes) passwords.set(id, hash);
  };
  const rebuilt = rebuildFromMongo({ settings, directory, goesOnThere, keepPasswords, logger });
  return rebuilt.then((result) => ({ ...result, passwords }));
}

function eventsOf(directory: string): RecordingSink['calls'] {
  const sink = new RecordingSink();
  const journal = openSqliteJournalReader(directory);
  for (const { bytes } of journal.read(0)) decodeBatch(bytes, sink);
  journal.close();
  return sink.calls;
}

function importedPositions(directory: string): ImportedPosition[] {
  return eventsOf(directory).flatMap(({ call }) => (call.name === 'positionImported' ? call.values : []));
}

await describeWithMongo('an exchange rebuilt from MongoDB', (startServer) => {
  let server: MongoServer;
  let settings: MongoSettings;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());
  beforeEach(() => {
    settings = settingsFor(server.url);
    return () => drop(settings);
  });

  /** A market that MongoDB has all of. */
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
      expect(readdirSync(after)).toEqual(['journal.db']);
      const parties = ['alice', '=1+1', '@bob, "B"', '-2'];
      // Events hold no secrets, so the writer has none to write.
      expect(findings).toEqual(
        parties.map((id) => `parties, party ${JSON.stringify(id)}: its password is not in the database`),
      );
      const original = verifyDataFolder(before, () => {});
      expect(stateHash).toBe(original.stateHash);
      expect(verifyDataFolder(after, () => {})).toMatchObject({
        stateHash: original.stateHash,
        openOrders: original.openOrders,
        trades: original.trades,
      });
      expect(importedPositions(after)).toEqual(positionsOf(eventsOf(before)));
    });

    test('goes on where it was, and writes on to the same database and to a new one', async () => {
      await writtenMarket(5, 400);
      const after = newFolder();
      await rebuild(settings, after);
      // What was brought over is in snapshots like anything else.
      takeSnapshot(after);
      expect(verifyDataFolder(after, () => {}).snapshots).toBe(1);
      const market = await TestMarket.open(after, 6);
      const live = await documentsOf(settings, 'live_orders_1');
      await runToEnd(new MongoWriter(settings), after, market.lastSequence);
      const isSame = ({ priority: _priority, ...document }: Document) => BSON.EJSON.stringify(document);
      expect((await documentsOf(settings, 'live_orders_1')).map(isSame)).toEqual(live.map(isSame));
      await market.trade(400);
      await runToEnd(new MongoWriter(settings), after, market.lastSequence);
      const elsewhere = settingsFor(server.url);
      onTestFinished(() => drop(elsewhere));
      await runToEnd(new MongoWriter(elsewhere), after, market.lastSequence);
      await market.close();

      // A second time, from either: the same again.
      const { stateHash } = verifyDataFolder(after, () => {});
      const same = await rebuild(settings, newFolder());
      const other = newFolder();
      expect([same.stateHash, (await rebuild(elsewhere, other)).stateHash]).toEqual([stateHash, stateHash]);
      expect(importedPositions(other)).toEqual(positionsOf(eventsOf(after)));
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
        `live_orders_1, order ${first['order_id']}: filled_quantity, remaining_quantity and cancelled_quantity do not come to quantity: not taken over`,
      );
      expect(findings).toContainEqual(expect.stringMatching(/writing ended in the middle, after event \d+/));
    });
  });

  describe('that was the seed', () => {
    /** What was recorded of its database, with passwords that are known and the instruments that the orders need. */
    async function restoreSeed(): Promise<void> {
      const { collections }: { collections: Record<string, { samples?: { doc: Document }[] }> } = JSON.parse(
        // Before they are numbers, which would round them.
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
      const after = newFolder();
      const { findings, passwords } = await rebuild(settings, after);
      expect([...findings].sort()).toEqual([
        'instruments, instrument "55": there is a number that means the same: not taken over',
        'instruments, instrument "abc": instrument_id is not a whole number from 1 to 4294967295: not taken over',
        'instruments, instrument 21: instrument_name is that of another one: it is called INSTRUMENT-21 now',
        'live_orders_20, order 32: would trade with order 30: not taken over as open',
        'live_orders_20, order 33: is MARKET, which never rests: not taken over as open',
        'live_orders_21, order 17: filled_quantity is 19 and its trades come to 10: 2 of 12 are open',
        'parties, party Zoe: only its orders or trades name it: taken over without a name and without a password',
      ]);
      const calls = eventsOf(after).map(({ call }) => call);
      expect(calls[0]).toEqual({ name: 'importBegun', values: [60, 0] });
      expect(calls.flatMap(({ name, values }) => (name === 'partyCreated' ? values : []))).toMatchObject([
        { partyId: 'Adam', isAdmin: true },
        { partyId: '2', partyName: 'PartyTwo', isAdmin: false },
        { partyId: 'Bob' },
        { partyId: 'Carol' },
        { partyId: 'Zoe', partyName: '', isAdmin: false },
      ]);
      expect([...passwords.keys()]).toEqual(['Adam', '2', 'Bob', 'Carol']);
      expect(await bcrypt.compare(PASSWORD, passwords.get('Carol') ?? '')).toBe(true);
      const orders = calls.flatMap(({ name, values }) => (name === 'orderImported' ? values : []));
      expect(orders.filter(({ leavesQuantity }) => leavesQuantity > 0)).toMatchObject([
        { orderId: 30, instrumentId: 20, partyNumber: 3, price: 90, leavesQuantity: 5, cumQuantity: 0 },
        { orderId: 31, instrumentId: 20, partyNumber: 2, price: 90, leavesQuantity: 5, cumQuantity: 0 },
        {
          orderId: 17,
          instrumentId: 21,
          partyNumber: 2,
          price: 10_005,
          leavesQuantity: 2,
          cumQuantity: 10,
          notional: 100_025,
        },
      ]);
      // Filled as makers, which the seed does not write down.
      expect(orders.filter(({ orderId }) => [13, 14, 15].includes(orderId))).toMatchObject([
        { leavesQuantity: 0, cumQuantity: 2, canceledQuantity: 0 },
        { leavesQuantity: 0, cumQuantity: 3, canceledQuantity: 0 },
        { leavesQuantity: 0, cumQuantity: 4, canceledQuantity: 0 },
      ]);
      expect(importedPositions(after)).toContainEqual({
        partyNumber: 2,
        instrumentId: 21,
        boughtQuantity: 10,
        boughtNotional: 100_025n,
        soldQuantity: 0,
        soldNotional: 0n,
      });
      expect(verifyDataFolder(after, () => {})).toMatchObject({ openOrders: 3, instruments: 5, parties: 5 });
    });

    test('is carried on in its database: right where it was wrong, and nothing lost', async () => {
      await restoreSeed();
      const trades = await documentsOf(settings, 'trades_21');
      const after = newFolder();
      const { stateHash } = await rebuild(settings, after);
      const { lastSequence } = verifyDataFolder(after, () => {});
      await runToEnd(new MongoWriter(settings), after, lastSequence);
      expect(await documentsOf(settings, 'trades_21')).toEqual(trades);
      const [live, ...others] = await documentsOf(settings, 'live_orders_21');
      expect(others).toEqual([]);
      expect(BSON.EJSON.serialize(live ?? {}, { relaxed: true })).toMatchObject({
        ...{ order_id: 17, filled_quantity: 10, remaining_quantity: 2, cancelled: false },
      });
      expect(
        (await documentsOf(settings, 'live_orders_20')).map((order) => Number(order['order_id'])),
      ).toEqual([30, 31]);
      expect(await documentsOf(settings, 'orders_20')).toHaveLength(10);
      expect(await documentsOf(settings, 'parties')).toHaveLength(5);
      // And then it is ours: the same again, without trades to add up.
      const again = await rebuild(settings, newFolder());
      expect(again.stateHash).toBe(stateHash);
      expect(again.findings.filter((finding) => /_orders_|orders_/.test(finding))).toEqual([]);
    });
  });

  describe('is refused', () => {
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
        logger: { info() {}, warn() {}, error() {} },
        keepPasswords: () =>
          withDatabase(settings, async (db) => {
            await db
              .collection<{ _id: string }>('counters')
              .updateOne({ _id: 'cursor' }, { $inc: { seq: 1 } });
          }),
      };
      await expect(rebuildFromMongo(moved)).rejects.toThrow(/another writer has moved the cursor/);
      await expect(rebuildFromMongo({ ...moved, goesOnThere: false })).rejects.toThrow(
        /has moved the cursor/,
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
