import { setTimeout as sleep } from 'node:timers/promises';
import { type Document, type Long, MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { Side } from '../../src/domain/order.ts';
import type { Order } from '../../src/domain/order-progress.ts';
import type { Writer, WriterFrame } from '../../src/follower/writer.ts';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { CursorMovedError, ForeignDatabaseError } from '../../src/writers/mongo/cursor.ts';
import { MongoWriter } from '../../src/writers/mongo/mongo-writer.ts';
import { limit } from '../exchange/test-exchange.ts';
import { describeWithMongod } from '../mongod/describe-with-mongo.ts';
import { MongodProcess } from '../mongod/mongod-process.ts';
import { ReplicaSet } from '../mongod/replica-set.ts';
import { eventsIn } from './frames.ts';
import { documentsOf, drop, dump, settingsFor, withDatabase } from './mongo-database.ts';
import { executed, someCommands } from './mongo-events.ts';

const COMMANDS = someCommands(150, 7);

/** Writes the frames after the cursor, a few at a time, and retries after each failure. */
async function catchUp(writer: Writer, frames: readonly WriterFrame[], group: number): Promise<void> {
  for (;;) {
    try {
      const { sequence } = await writer.open();
      const left = frames.filter((frame) => frame.sequence > sequence);
      for (let from = 0; from < left.length; from += group) {
        await writer.write(left.slice(from, from + group));
      }
      return;
    } catch {
      await sleep(20);
    }
  }
}

async function written(
  settings: MongoSettings,
  frames: readonly WriterFrame[],
  group: number,
): Promise<MongoSettings> {
  const writer = new MongoWriter(settings);
  await catchUp(writer, frames, group);
  await writer.close();
  return settings;
}

/** An order in the exchange's own view, with the field names of MongoDB. */
function expectedOrder({ orderId, terms, progress }: Order): Document {
  return {
    order_id: orderId,
    side: terms.side === Side.Buy ? 'BUY' : 'SELL',
    price_cents: terms.price,
    quantity: terms.quantity,
    filled_quantity: progress.cumQuantity,
    remaining_quantity: progress.leavesQuantity,
    cancelled: progress.canceledQuantity > 0,
    filled_notional: progress.notional,
    timestamp: progress.acceptTimeNs,
    transact_timestamp: progress.transactTimeNs,
  };
}

function found(document: Document): Document {
  const { order_id, side, price_cents, quantity, filled_quantity, remaining_quantity } = document;
  const { cancelled, filled_notional, timestamp, transact_timestamp } = document;
  return {
    order_id: Number(order_id),
    side,
    price_cents: Number(price_cents),
    quantity: Number(quantity),
    filled_quantity: Number(filled_quantity),
    remaining_quantity: Number(remaining_quantity),
    cancelled,
    filled_notional: BigInt(filled_notional.toString()),
    timestamp: BigInt(timestamp.toString()),
    transact_timestamp: BigInt(transact_timestamp.toString()),
  };
}

function byId(a: Document, b: Document): number {
  return a['order_id'] - b['order_id'];
}

type Server = MongodProcess | ReplicaSet;

await describeWithMongod('the MongoDB writer', (binary) => {
  describe.each([
    ['a replica set', () => ReplicaSet.start(binary)],
    ['a server on its own, without transactions', () => MongodProcess.start(binary)],
  ])('on %s', (_name, startServer: () => Promise<Server>) => {
    let server: Server;
    let session: Awaited<ReturnType<typeof executed>>;
    /** The result of one undisturbed write of all frames. */
    let expected: Record<string, string[]>;
    let settings: MongoSettings;

    beforeAll(async () => {
      server = await startServer();
      session = await executed(COMMANDS);
      const whole = await written(settingsFor(server.url), session.frames, session.frames.length);
      expected = await dump(whole);
      await drop(whole);
    });

    beforeEach(() => {
      settings = settingsFor(server.url);
      return async () => await drop(settings);
    });

    afterAll(() => server.close());

    const member = () => (server instanceof ReplicaSet ? server.primary() : Promise.resolve(server));

    test('holds every order as the exchange itself sees it, and every trade', async () => {
      await written(settings, session.frames, 7);
      const orders = await documentsOf(settings, 'orders_1');
      expect(orders.map(found).sort(byId)).toEqual(session.orders.map(expectedOrder).sort(byId));
      const live = await documentsOf(settings, 'live_orders_1');
      const inQueue = live.sort((a, b) => Number(a['priority']) - Number(b['priority']));
      expect(inQueue.map(found)).toEqual(session.open.map(expectedOrder));
      expect(inQueue.length).toBeGreaterThan(3);
      const trades = await documentsOf(settings, 'trades_1');
      const traded = eventsIn(session.frames).filter(({ kind }) => kind === 'orderTraded');
      expect(trades.map((trade) => Number(trade['trade_id']))).toEqual(traded.map((_, index) => index + 1));
    });

    test.each([1, 3, 50])('ends the same in writes of %i frames', async (group) => {
      await written(settings, session.frames, group);
      expect(await dump(settings)).toEqual(expected);
    });

    test('what is written again changes nothing', async () => {
      await written(settings, session.frames, 50);
      const writer = new MongoWriter(settings);
      expect((await writer.open()).sequence).toBe(session.frames.at(-1)?.sequence);
      await writer.write(session.frames);
      await writer.write(session.frames.slice(-20));
      await writer.close();
      expect(await dump(settings)).toEqual(expected);
    });

    test('a mongod that is killed while it writes misses nothing and has nothing twice', async () => {
      const writer = new MongoWriter(settings);
      let isDone = false;
      const catchingUp = catchUp(writer, session.frames, 1).then(() => {
        isDone = true;
      });
      let kills = 0;
      for (let at = 20; !isDone && kills < 3; at += 40, kills++) {
        await cursorPasses(settings, at);
        const victim = await member();
        await victim.kill();
        await victim.start();
      }
      await catchingUp;
      await writer.close();
      expect(kills).toBe(3);
      expect(await dump(settings)).toEqual(expected);
    });

    test('leaves alone what others keep in a party, and finds it when it comes first', async () => {
      await withDatabase(settings, async (db) => {
        await db
          .collection('parties')
          .insertOne({ party_id: 'alice', party_name: '', is_admin: false, password: '$2b$12$x' });
      });
      const writer = new MongoWriter(settings);
      await writer.open();
      await writer.write(session.frames);
      await writer.close();
      const parties = await documentsOf(settings, 'parties');
      expect(parties).toHaveLength(2);
      expect(parties).toContainEqual(expect.objectContaining({ party_id: 'alice', password: '$2b$12$x' }));
    });

    test('takes no frames that leave some out', async () => {
      const writer = new MongoWriter(settings);
      await writer.open();
      await writer.write(session.frames.slice(0, 10));
      const [last, missing] = [session.frames[9]?.sequence, session.frames[10]?.sequence ?? 0];
      await expect(writer.write(session.frames.slice(11))).rejects.toThrow(
        `event ${missing + 1} cannot follow event ${last}`,
      );
      await writer.close();
    });

    test('does not mix its events with those of another exchange', async () => {
      await withDatabase(settings, async (db) => {
        await db.collection<{ _id: string; seq: number }>('counters').insertOne({ _id: 'order_id', seq: 60 });
      });
      const writer = new MongoWriter(settings);
      await expect(writer.open()).rejects.toThrow(ForeignDatabaseError);
      await writer.close();
    });

    test('a second process that writes is noticed, and nothing occurs twice', async () => {
      const first = new MongoWriter(settings);
      const second = new MongoWriter(settings);
      await first.open();
      await second.open();
      await first.write(session.frames.slice(0, 3));
      await expect(second.write(session.frames.slice(0, 60))).rejects.toThrow(CursorMovedError);
      // A transaction is written completely or not at all. Without transactions, the next `open` removes the incomplete part.
      if (server instanceof ReplicaSet) expect(await documentsOf(settings, 'orders_1')).toEqual([]);
      await catchUp(second, session.frames, 50);
      await expect(first.write(session.frames.slice(3, 60))).rejects.toThrow();
      await Promise.all([first.close(), second.close()]);
      expect(await dump(settings)).toEqual(expected);
    });
  });

  test('who died in the middle of a transaction holds nobody up', async () => {
    const server = await ReplicaSet.start(binary);
    onTestFinished(() => server.close());
    const settings = settingsFor(server.url);
    const { frames } = await executed(COMMANDS);
    await written(settings, frames.slice(0, 20), 20);
    const dead = new MongoClient(server.url);
    const session = dead.startSession();
    const counters = dead.db(settings.mongoDb).collection<{ _id: string }>('counters');
    await counters.updateOne({ _id: 'cursor' }, { $set: { session: session.id?.id } });
    session.startTransaction();
    await counters.updateOne({ _id: 'cursor' }, { $set: { seq: 99 } }, { session });
    await written(settings, frames, 50);
    await expect(session.commitTransaction()).rejects.toThrow();
    await dead.close();
    const other = await written(settingsFor(server.url), frames, frames.length);
    expect(await dump(settings)).toEqual(await dump(other));
  });

  test('goes on when the primary of three dies and another takes over', async () => {
    const server = await ReplicaSet.start(binary, 3);
    onTestFinished(() => server.close());
    const { frames } = await executed(COMMANDS);
    const settings = settingsFor(server.url);
    const writing = written(settings, frames, 3);
    await cursorPasses(settings, 30);
    await (await server.primary()).kill();
    await writing;
    const other = await written(settingsFor(server.url), frames, frames.length);
    expect(await dump(settings)).toEqual(await dump(other));
  });

  test('a frame that is too large for one transaction is written in parts, and a crash leaves none of them behind', async () => {
    const server = await ReplicaSet.start(binary);
    onTestFinished(() => server.close());
    const makers = Array.from({ length: 7_000 }, () => limit('sell', 100, 10));
    const sweep = limit('buy', 100, 70_000);
    const { frames } = await executed([...makers, sweep], makers.length);
    const settings = settingsFor(server.url);
    const accepted = frames.findIndex(
      ({ events: [first] }) => first?.kind === 'orderAccepted' && first.order.terms.quantity === 70_000,
    );
    await written(settings, frames.slice(0, accepted), 5_000);
    const writing = written(settings, frames, 100_000);
    while ((await cursorOf(settings))[0]?.['unfinished'] !== true) await sleep(1);
    const primary = await server.primary();
    await primary.kill();
    await primary.start();
    await writing;
    const other = await written(settingsFor(server.url), frames, 100_000);
    expect(await dump(settings)).toEqual(await dump(other));
    expect(await documentsOf(settings, 'live_orders_1')).toEqual([]);
    expect(await documentsOf(settings, 'trades_1')).toHaveLength(7_000);
  });

  test('without transactions, too, what was written before a crash and ahead of the cursor is not there twice', async () => {
    const server = await MongodProcess.start(binary);
    onTestFinished(() => server.close());
    const { frames } = await executed(COMMANDS);
    const expected = await dump(await written(settingsFor(server.url), frames, frames.length));
    for (const crashedAt of [2, 3, 20, 77]) {
      const settings = settingsFor(server.url);
      await written(settings, frames.slice(0, crashedAt), crashedAt);
      const [cursor] = await cursorOf(settings);
      const ahead = new MongoWriter(settings);
      await catchUp(ahead, frames, 50);
      await ahead.close();
      // Like a crash after everything except the cursor was written.
      await withDatabase(settings, (db) =>
        db.collection('counters').replaceOne({ _id: cursor?.['_id'] }, { ...cursor, unfinished: true }),
      );
      const writer = new MongoWriter(settings);
      expect((await writer.open()).sequence).toBe(frames[crashedAt - 1]?.sequence);
      await catchUp(writer, frames, 3);
      await writer.close();
      expect(await dump(settings)).toEqual(expected);
    }
  });

  test('a server that is not there yet is found when it is', async () => {
    const server = await MongodProcess.start(binary);
    onTestFinished(() => server.close());
    await server.kill();
    const settings = settingsFor(server.url);
    const writer = new MongoWriter(settings);
    await expect(writer.open()).rejects.toThrow('ECONNREFUSED');
    await server.start();
    expect((await writer.open()).sequence).toBe(0);
    await writer.close();
  });
});

async function cursorOf(settings: MongoSettings): Promise<Document[]> {
  return (await documentsOf(settings, 'counters')).filter(({ _id }) => _id === 'cursor');
}

async function cursorPasses(settings: MongoSettings, sequence: number): Promise<void> {
  await withDatabase(settings, async (db) => {
    const counters = db.collection<{ _id: string; seq: Long }>('counters');
    for (;;) {
      if (Number((await counters.findOne({ _id: 'cursor' }))?.seq ?? 0) >= sequence) return;
      await sleep(2);
    }
  });
}
