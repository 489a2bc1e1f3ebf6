import { isDeepStrictEqual } from 'node:util';
import type { Db, Document, IndexDescription } from 'mongodb';

/** Collections that exist once per database. */
export const INSTRUMENTS = 'instruments';
export const PARTIES = 'parties';
export const COUNTERS = 'counters';
/** Exists only if the exchange was imported from another one. */
export const IMPORTED_POSITIONS = 'imported_positions';

/** Names of an instrument's collections. */
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

/** Deviations from the schema that could not be corrected, one sentence each. */
type Problems = readonly string[];

const INTEGER = { bsonType: ['int', 'long'] };
/** A sum: a decimal beyond a long, and text beyond its 34 digits. */
const EXACT_SUM = { bsonType: ['int', 'long', 'decimal', 'string'] };
const TEXT = { bsonType: 'string' };
/** Older versions of the seed store integers. */
const PARTY_ID = { bsonType: ['string', 'int', 'long'] };
const YES_OR_NO = { bsonType: 'bool' };
const TIMESTAMP = { bsonType: 'long' };

/** Fields of the seed are required. Ours are optional, because the seed's documents do not have them. */
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
  cancel_reason: TEXT,
  client_order_id: TEXT,
  post_only: YES_OR_NO,
  fill_or_kill: YES_OR_NO,
  expire_timestamp: TIMESTAMP,
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
  // The password is optional: the MongoDB writer creates the document, and the password store adds the hash later.
  validator: fields(
    { party_id: PARTY_ID, party_name: TEXT, is_admin: YES_OR_NO },
    // Some libraries of the seed store the hash as bytes.
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
    bought_quantity: EXACT_SUM,
    sold_quantity: EXACT_SUM,
    bought_notional: EXACT_SUM,
    sold_notional: EXACT_SUM,
  }),
};

const trades: CollectionSchema = {
  indexes: [
    // Partial, because the seed's trades have no id.
    { key: { trade_id: 1 }, unique: true, partialFilterExpression: { trade_id: { $exists: true } } },
    // The seed reads trades in this order.
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

/** Creates the collections that every database has. Safe to repeat, and safe on a database of the seed. */
export async function ensureCommonCollections(db: Db): Promise<Problems> {
  return await ensureCollections(db, [
    [INSTRUMENTS, instruments],
    [PARTIES, parties],
    [COUNTERS, counters],
  ]);
}

/** Creates the collections for an imported exchange. Safe to repeat. */
export async function ensureImportCollections(db: Db): Promise<Problems> {
  return await ensureCollections(db, [[IMPORTED_POSITIONS, importedPositions]]);
}

/** Creates the collections of instruments. Safe to repeat. */
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
    // `moderate` does not check existing documents that violate the validator.
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

/** The role `readWrite` may not change a validator. Without it, the documents are not checked, which is not an error. */
async function setValidation(db: Db, name: string, validation: Document): Promise<Problems> {
  try {
    await db.command({ collMod: name, ...validation });
    return [];
  } catch (error) {
    if (codeOf(error) !== UNAUTHORIZED) throw error;
    return [`${name}: the validator was not updated, because this user may not run collMod (role dbAdmin)`];
  }
}

async function createCollection(db: Db, name: string, options: Document): Promise<void> {
  try {
    await db.createCollection(name, options);
  } catch (error) {
    // Another process created it meanwhile, with the same options.
    if (codeOf(error) !== NAMESPACE_EXISTS) throw error;
  }
}

async function createIndex(db: Db, name: string, index: IndexDescription): Promise<string | undefined> {
  try {
    const { key, ...options } = index;
    await db.collection(name).createIndex(key, options);
    return undefined;
  } catch (error) {
    // In the seed, loading the parties twice duplicated them. Only an operator can decide which document is right.
    if (codeOf(error) !== DUPLICATE_KEY) throw error;
    return `${name}: no unique index, because several documents have the same ${Object.keys(index.key).join(', ')}`;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
