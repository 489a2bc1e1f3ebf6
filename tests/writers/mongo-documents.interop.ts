import { readFileSync } from 'node:fs';
import { type Document, Long } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command, PlaceOrder } from '../../src/domain/command.ts';
import { Side } from '../../src/domain/order.ts';
import { ORDER_KINDS, type OrderKind } from '../../src/domain/order-kind.ts';
import { MongoWriter } from '../../src/writers/mongo/mongo-writer.ts';
import { INSTRUMENT } from '../exchange/test-exchange.ts';
import { describeWithMongo } from '../mongod/describe-with-mongo.ts';
import { eventsIn } from './frames.ts';
import { documentsOf, drop, settingsFor, withDatabase } from './mongo-database.ts';
import { executed } from './mongo-events.ts';

interface Sample {
  readonly doc: Document;
  readonly types: Readonly<Record<string, string>>;
}

/** Recorded from the seed. */
const SEED: { readonly collections: Readonly<Record<string, { readonly samples: readonly Sample[] }>> } =
  JSON.parse(readFileSync(new URL('../fixtures/seed/documents.json', import.meta.url), 'utf8'));

function samplesOf(collection: string): readonly Sample[] {
  return SEED.collections[collection]?.samples ?? [];
}

/** Party numbers; alice and bob come with the exchange. */
const ADAM = 3;
const BOB = 4;
const CAROL = 5;
const TWO = 6;

function party(partyId: string, partyName: string, isAdmin = false): Command {
  return { kind: 'createParty', partyNumber: 0, partyId, partyName, isAdmin };
}

function instrument(instrumentId: number, symbol: string, description = ''): Command {
  return {
    kind: 'createInstrument',
    partyNumber: ADAM,
    instrument: {
      ...INSTRUMENT,
      instrumentId,
      symbol,
      description,
      tickSize: 1,
      minPrice: 1,
      lotSize: 1,
      createdBy: ADAM,
    },
  };
}

function order(
  kind: OrderKind,
  instrumentId: number,
  partyNumber: number,
  side: 'BUY' | 'SELL',
  price: number,
  quantity: number,
): PlaceOrder {
  return {
    kind: 'place',
    terms: {
      partyNumber,
      instrumentId,
      side: side === 'BUY' ? Side.Buy : Side.Sell,
      ...ORDER_KINDS[kind],
      price,
      quantity,
      clientOrderId: '',
    },
  };
}

/** The commands of the recording, in instruments 21 and 22. Order ids begin with 1 here, and with 13 in the recording. */
const SESSION: readonly Command[] = [
  party('Adam', 'Adam', true),
  party('Bob', 'Bob Ltd'),
  party('Carol', 'Carol & Co'),
  party('2', 'PartyTwo'),
  instrument(21, 'Multi'),
  instrument(22, 'Ioc'),
  order('GTC', 21, BOB, 'SELL', 10_000, 2),
  order('GTC', 21, CAROL, 'SELL', 10_000, 3),
  order('GTC', 21, BOB, 'SELL', 10_005, 4),
  order('GTC', 21, BOB, 'SELL', 10_010, 5),
  order('GTC', 21, TWO, 'BUY', 10_005, 12),
  { kind: 'cancel', partyNumber: BOB, order: { orderId: 4 } },
  order('GTC', 21, CAROL, 'SELL', 10_005, 1),
  order('GTC', 22, BOB, 'SELL', 500, 2),
  order('IOC', 22, CAROL, 'BUY', 500, 5),
  order('GTC', 22, BOB, 'SELL', 600, 1),
  order('IOC', 22, CAROL, 'BUY', 599, 1),
  order('IOC', 22, CAROL, 'BUY', 600, 1),
  order('GTC', 22, BOB, 'SELL', 700, 1),
  order('GTC', 22, BOB, 'SELL', 710, 2),
  order('MARKET', 22, CAROL, 'BUY', 0, 9),
];
const ID_SHIFT = 12;
/** Number of events before the session, in its setup, and of its fifteen commands. */
const SEQUENCE_OF_SESSION = 44;

/** Corrections of the seed's errors: fills of resting orders are stored, filled orders are not cancelled, MARKET orders do not rest. */
const CORRECTED: Readonly<Record<number, Document>> = {
  13: { filled_quantity: 2, remaining_quantity: 0 },
  14: { filled_quantity: 3, remaining_quantity: 0 },
  15: { filled_quantity: 4, remaining_quantity: 0 },
  17: { filled_quantity: 10, remaining_quantity: 2 },
  18: { cancelled: false },
  19: { filled_quantity: 2, remaining_quantity: 0 },
  21: { filled_quantity: 1, remaining_quantity: 0 },
  23: { cancelled: false },
  24: { filled_quantity: 1, remaining_quantity: 0 },
  25: { filled_quantity: 2, remaining_quantity: 0 },
  26: { cancelled: true, remaining_quantity: 0 },
};

const OUR_ORDER_FIELDS = [
  ...['cancelled_quantity', 'filled_notional', 'transact_timestamp', 'client_order_id'],
  'cancel_reason',
];

/** A readable document: numbers as numbers, without the fields that differ in each run. */
function plain(document: Document): Document {
  const { _id, timestamp: _timestamp, created_time: _createdTime, password: _password, ...fields } = document;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, isNumber(value) ? Number(value) : value]),
  );
}

function isNumber(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && '_bsontype' in value && value._bsontype !== 'ObjectId'
  );
}

/** The BSON type of a value, from the driver's class. */
function bsonType(value: unknown): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (value instanceof Date) return 'date';
  if (Long.isLong(value)) return 'long';
  if (typeof value === 'object' && value !== null && '_bsontype' in value) {
    return { ObjectId: 'objectId', Int32: 'int', Double: 'double' }[String(value._bsontype)] ?? 'other';
  }
  return typeof value;
}

function without(document: Document, names: readonly string[]): Document {
  return Object.fromEntries(Object.entries(document).filter(([name]) => !names.includes(name)));
}

await describeWithMongo('the documents of MongoDB', (mongoUrl) => {
  let settings: ReturnType<typeof settingsFor>;

  beforeAll(async () => {
    settings = settingsFor(mongoUrl);
    const { frames } = await executed(SESSION);
    const writer = new MongoWriter(settings);
    await writer.open();
    await writer.write(frames);
    await writer.close();
  });

  afterAll(async () => {
    await drop(settings);
  });

  test.each([
    ['orders_21', OUR_ORDER_FIELDS],
    ['orders_22', OUR_ORDER_FIELDS],
    ['trades_21', ['trade_id']],
    ['trades_22', ['trade_id']],
    ['live_orders_21', [...OUR_ORDER_FIELDS, 'priority']],
  ])('%s are those of the seed, and right where it was wrong', async (collection, ours) => {
    const documents = await documentsOf(settings, collection);
    const samples = samplesOf(collection).slice(0, documents.length);
    expect(samples.length).toBeGreaterThan(0);
    const expected = samples.map(({ doc }) => ({ ...plain(doc), ...CORRECTED[doc['order_id']] }));
    const found = documents.map((document) => {
      const fields = without(plain(document), ours);
      for (const id of ['order_id', 'maker_order_id', 'taker_order_id']) {
        if (fields[id] !== undefined) fields[id] += ID_SHIFT;
      }
      return fields;
    });
    expect(found).toEqual(expected);
  });

  test.each(['orders_21', 'trades_21', 'live_orders_21', 'instruments', 'parties', 'counters'])(
    'the fields of %s have the BSON types of the seed',
    async (collection) => {
      const [{ types = {} } = {}] = samplesOf(collection);
      const { password: _password, ...expected } = types;
      for (const document of await documentsOf(settings, collection)) {
        const found = Object.fromEntries(
          Object.entries(document).map(([name, value]) => [name, bsonType(value)]),
        );
        expect(found).toMatchObject(expected);
      }
    },
  );

  test('instruments and parties are those of the seed', async () => {
    const instruments = (await documentsOf(settings, 'instruments')).map(plain);
    expect(instruments).toContainEqual({
      instrument_id: 21,
      instrument_name: 'Multi',
      instrument_description: '',
      created_by: 'Adam',
      price_scale: 2,
      quantity_scale: 0,
      tick_size: 1,
      lot_size: 1,
      min_price: 1,
      max_price: 1_000_000,
      max_quantity: 1_000_000,
    });
    const parties = (await documentsOf(settings, 'parties')).map((document) =>
      without(plain(document), ['party_number']),
    );
    for (const { doc } of samplesOf('parties')) expect(parties).toContainEqual(plain(doc));
  });

  test('counters count on from where the seed did', async () => {
    const counters = await documentsOf(settings, 'counters');
    const seqOf = (id: string) => Number(counters.find(({ _id }) => _id === id)?.['seq']);
    expect(seqOf('order_id')).toBe(14);
    expect(seqOf('action_count')).toBeGreaterThan(14);
    expect(seqOf('cursor')).toBe(SEQUENCE_OF_SESSION);
  });

  test('times are exact: a long of nanoseconds, a date of milliseconds', async () => {
    const { frames } = await executed(SESSION.slice(0, 7));
    const [listed] = eventsIn(frames).filter(({ kind }) => kind === 'instrumentCreated');
    const accepted = frames.at(-1);
    const other = settingsFor(mongoUrl);
    const writer = new MongoWriter(other);
    await writer.open();
    await writer.write(frames);
    await writer.close();
    const [order] = await documentsOf(other, 'orders_21');
    const [instrument] = await documentsOf(other, 'instruments');
    await drop(other);
    expect(order?.['timestamp']).toEqual(Long.fromBigInt(accepted?.timeNs ?? 0n));
    expect(instrument?.['created_time']).toEqual(new Date(Number((listed?.timeNs ?? 0n) / 1_000_000n)));
  });

  test('the server refuses what is no such document', async () => {
    await withDatabase(settings, async (db) => {
      await expect(db.collection('orders_21').insertOne({ order_id: 'x' })).rejects.toThrow('validation');
    });
  });
});
