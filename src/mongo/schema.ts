import { isDeepStrictEqual } from 'node:util';
import type { Db, Document, IndexDescription } from 'mongodb';

/** Collections beside those that each instrument has. */
export const INSTRUMENTS = 'instruments';
export const PARTIES = 'parties';
export const COUNTERS = 'counters';
/** Only of an exchange that was brought over from another one. */
export const IMPORTED_POSITIONS = 'imported_positions';

/** Names of the three collections of an instrument. */
export function collectionsOf(instrumentId: number | string) {
  return {
    orders: `orders_${instrumentId}`,
    trades: `trades_${instrumentId}`,
    liveOrders: `live_orders_${instrumentId}`,
  };
}

interface CollectionSchema {
  readonly indexes: readonly IndexDescription[];
  readonly validator: Document;
}

/** What `ensure…` found that is not as it should be, one sentence each. */
type Problems = readonly string[];

const INTEGER = { bsonType: ['int', 'long'] };
/** A sum of money: a decimal beyond a long, and text beyond its 34 digits. */
const EXACT_SUM = { bsonType: ['int', 'long', 'decimal', 'string'] };
const TEXT = { bsonType: 'string' };
/** Integers are those of the older state of the seed. */
const PARTY_ID = { bsonType: ['string', 'int', 'long'] };
const YES_OR_NO = { bsonType: 'bool' };
const TIMESTAMP = { bsonType: 'long' };

/** The seed's fields are required; ours beside them are not, since documents that the seed wrote are as good. */
function fields(required: Document, optional: Document = {}): Document {
  return {
    $jsonSchema: {
      bsonType: 'object',
      required: Object.keys(required),
      properties: { ...required, ...optional },
    },
  };
}

const ORDER_FIELDS = {
  order_type: { enum: ['GTC', 'IOC', 'MARKET'] },
  side: { enum: ['BUY', 'SELL'] },
  instrument_id: INTEGER,
  price_cents: INTEGER,
  quantity: INTEGER,
  timestamp: TIMESTAMP,
  order_id: INTEGER,
  party_id: PARTY_ID,
  cancelled: YES_OR_NO,
  filled_quantity: INTEGER,
  remaining_quantity: INTEGER,
};
const OUR_ORDER_FIELDS = {
  cancelled_quantity: INTEGER,
  filled_notional: EXACT_SUM,
  transact_timestamp: TIMESTAMP,
  client_order_id: TEXT,
};

const instruments: CollectionSchema = {
  indexes: [{ key: { instrument_id: 1 }, unique: true }],
  validator: fields({
    instrument_id: INTEGER,
    instrument_name: TEXT,
    instrument_description: TEXT,
    created_time: { bsonType: 'date' },
    created_by: PARTY_ID,
  }),
};

const parties: CollectionSchema = {
  indexes: [{ key: { party_id: 1 }, unique: true }],
  // Names and ids come from events, the password later and from elsewhere.
  validator: fields(
    { party_id: PARTY_ID, party_name: TEXT, is_admin: YES_OR_NO },
    // Hashes are bytes where the seed's library returned them so.
    { password: { bsonType: ['string', 'binData'] }, disabled: YES_OR_NO },
  ),
};

const counters: CollectionSchema = {
  indexes: [],
  validator: fields({ _id: TEXT, seq: INTEGER }),
};

const orders: CollectionSchema = {
  indexes: [{ key: { order_id: 1 }, unique: true }],
  validator: fields(ORDER_FIELDS, OUR_ORDER_FIELDS),
};

const liveOrders: CollectionSchema = {
  indexes: [{ key: { order_id: 1 }, unique: true }],
  validator: fields(ORDER_FIELDS, { ...OUR_ORDER_FIELDS, priority: INTEGER }),
};

const importedPositions: CollectionSchema = {
  indexes: [{ key: { party_id: 1, instrument_id: 1 }, unique: true }],
  validator: fields({
    party_id: PARTY_ID,
    instrument_id: INTEGER,
    bought_quantity: INTEGER,
    sold_quantity: INTEGER,
    bought_notional: EXACT_SUM,
    sold_notional: EXACT_SUM,
  }),
};

const trades: CollectionSchema = {
  indexes: [
    // The seed's trades have no id; ours must not be there twice.
    { key: { trade_id: 1 }, unique: true, partialFilterExpression: { trade_id: { $exists: true } } },
    // The seed's, which reads trades in this order.
    { key: { timestamp: 1 } },
  ],
  validator: fields(
    {
      instrument_id: INTEGER,
      price_cents: INTEGER,
      quantity: INTEGER,
      timestamp: TIMESTAMP,
      maker_order_id: INTEGER,
      maker_party_id: PARTY_ID,
      taker_order_id: INTEGER,
      taker_party_id: PARTY_ID,
      maker_is_buyer: YES_OR_NO,
      maker_quantity_remaining: INTEGER,
      taker_quantity_remaining: INTEGER,
    },
    { trade_id: INTEGER },
  ),
};

/** Makes the collections that every database has. Safe to repeat, and on a database that the seed has begun. */
export async function ensureCommonCollections(db: Db): Promise<Problems> {
  return await ensureCollections(db, [
    [INSTRUMENTS, instruments],
    [PARTIES, parties],
    [COUNTERS, counters],
  ]);
}

/** Makes what only an exchange has that was brought over from another one. Safe to repeat. */
export async function ensureImportCollections(db: Db): Promise<Problems> {
  return await ensureCollections(db, [[IMPORTED_POSITIONS, importedPositions]]);
}

/** Makes the collections of some instruments. Safe to repeat. */
export async function ensureInstrumentCollections(
  db: Db,
  instrumentIds: readonly (number | string)[],
): Promise<Problems> {
  return await ensureCollections(
    db,
    instrumentIds.flatMap((id) => {
      const names = collectionsOf(id);
      return [
        [names.orders, orders],
        [names.trades, trades],
        [names.liveOrders, liveOrders],
      ] as const;
    }),
  );
}

async function ensureCollections(
  db: Db,
  wanted: readonly (readonly [string, CollectionSchema])[],
): Promise<Problems> {
  if (wanted.length === 0) return [];
  const problems: string[] = [];
  const listed = await db.listCollections({ name: { $in: wanted.map(([name]) => name) } }).toArray();
  const existing = new Map<string, Document>();
  for (const info of listed) existing.set(info.name, 'options' in info ? (info.options ?? {}) : {});
  for (const [name, { indexes, validator }] of wanted) {
    // `moderate` leaves documents alone that were there before the validator and do not pass it.
    const validation = { validator, validationLevel: 'moderate' };
    const options = existing.get(name);
    if (options === undefined) await createCollection(db, name, validation);
    else if (!hasValidation(options, validation))
      problems.push(...(await setValidation(db, name, validation)));
    for (const index of indexes) {
      const problem = await createIndex(db, name, index);
      if (problem !== undefined) problems.push(problem);
    }
  }
  return problems;
}

const UNAUTHORIZED = 13;
const NAMESPACE_EXISTS = 48;
const DUPLICATE_KEY = 11_000;

function hasValidation(options: Document, wanted: Document): boolean {
  return Object.entries(wanted).every(([name, value]) => isDeepStrictEqual(options[name], value));
}

/** The role `readWrite` may not change the validator of a collection: then documents are not checked, and all else is the same. */
async function setValidation(db: Db, name: string, validation: Document): Promise<Problems> {
  try {
    await db.command({ collMod: name, ...validation });
    return [];
  } catch (error) {
    if (codeOf(error) !== UNAUTHORIZED) throw error;
    return [`${name}: its validator stays as it is, since this user may not run collMod (role dbAdmin)`];
  }
}

async function createCollection(db: Db, name: string, options: Document): Promise<void> {
  try {
    await db.createCollection(name, options);
  } catch (error) {
    // Someone else made it a moment ago, by the same rules.
    if (codeOf(error) !== NAMESPACE_EXISTS) throw error;
  }
}

async function createIndex(db: Db, name: string, index: IndexDescription): Promise<string | undefined> {
  try {
    const { key, ...options } = index;
    await db.collection(name).createIndex(key, options);
    return undefined;
  } catch (error) {
    // Loading parties twice doubled them in the seed. Which of two is right cannot be told from here.
    if (codeOf(error) !== DUPLICATE_KEY) throw error;
    return `${name}: documents with the same ${Object.keys(index.key).join(', ')}, so that it has no unique index`;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
