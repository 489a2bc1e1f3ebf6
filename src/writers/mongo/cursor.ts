import { type Binary, type ClientSession, type Collection, type Db, Long } from 'mongodb';
import { type FollowerCursor, NO_EVENT } from '../../follower/follower-cursor.ts';
import { COUNTERS, ensureCommonCollections, INSTRUMENTS } from '../../mongo/schema.ts';
import type { Changes } from './changes.ts';
import { type Integer, integer } from './documents.ts';

/** How far the database is. It is one document, so it is never there in part. */
export interface Cursor extends FollowerCursor {
  readonly orderId: number;
  readonly tradeId: number;
  readonly actions: number;
  /** The last trade of the exchange that was imported, if one was. */
  readonly importedTradeId: number | undefined;
  /** A write of the events after it has begun outside a transaction, and may be there in part. */
  readonly isUnfinished: boolean;
}

interface CounterDocument {
  readonly _id: string;
  readonly seq: Integer;
  /** That of the writer. */
  readonly session?: Binary | null;
  readonly epoch?: Integer | null;
  readonly time?: Long | bigint | number;
  readonly order_id?: Integer;
  readonly trade_id?: Integer;
  readonly actions?: Integer;
  readonly imported_trade_id?: Integer;
  readonly unfinished?: boolean;
}

const CURSOR_ID = 'cursor';
export const START: Cursor = {
  ...NO_EVENT,
  orderId: 0,
  tradeId: 0,
  actions: 0,
  importedTradeId: undefined,
  isUnfinished: false,
};

/** The database holds what another exchange has written: writing into it would mix the two. */
export class ForeignDatabaseError extends Error {
  constructor(database: string) {
    super(
      `database ${database} holds the orders of another exchange: give another MONGO_DB, or start from it with serve --rebuild-from-mongo and an empty data folder`,
    );
    this.name = 'ForeignDatabaseError';
  }
}

/** Another process has written events in the meantime. */
export class CursorMovedError extends Error {
  constructor(sequence: number) {
    super(
      `another process has written to the database since event ${sequence}: let one exchange write to it, or give another MONGO_DB`,
    );
    this.name = 'CursorMovedError';
  }
}

/** Undefined in a database that this program has not written to. */
export async function readCursor(db: Db): Promise<Cursor | undefined> {
  const stored = await countersOf(db).findOne({ _id: CURSOR_ID });
  return stored === null ? undefined : cursorOf(stored);
}

/**
 * Reads the cursor, or starts one in an empty database.
 *
 * The writer before this one may have been killed in the middle, or may still be writing: its session is ended first. Otherwise
 * the server would keep its transaction for a minute, and the locks on what it has touched.
 *
 * @throws ForeignDatabaseError
 */
export async function takeOverCursor(db: Db, session: ClientSession): Promise<Cursor> {
  const counters = countersOf(db);
  const before = await counters.findOne({ _id: CURSOR_ID });
  if (before === null) await startCursor(db);
  else if (before.session) await db.command({ killSessions: [{ id: before.session }] });
  const stored = await counters.findOneAndUpdate(
    { _id: CURSOR_ID },
    { $set: { session: session.id?.id ?? null } },
    { returnDocument: 'after' },
  );
  if (stored === null)
    throw new Error(
      `the document ${CURSOR_ID} of ${COUNTERS} was deleted from database ${db.databaseName} just now: let nothing else write to it`,
    );
  return cursorOf(stored);
}

async function startCursor(db: Db): Promise<void> {
  const counters = countersOf(db);
  const hasOrders = (await counters.findOne({ _id: 'order_id' })) !== null;
  if (hasOrders || (await db.collection(INSTRUMENTS).findOne()) !== null) {
    throw new ForeignDatabaseError(db.databaseName);
  }
  // This sets their validators, which a user of the role `readWrite` cannot set afterwards.
  await ensureCommonCollections(db);
  await counters.updateOne({ _id: CURSOR_ID }, { $setOnInsert: cursorFields(START) }, { upsert: true });
}

interface Claim {
  /** The cursor when the database was read; undefined if this program had not written to it. */
  readonly found: Cursor | undefined;
  /** That of the journal which begins with what was read. */
  readonly epoch: number;
  /** The highest ids that were assigned: what has them stays. */
  readonly lastOrderId: number;
  readonly lastTradeId: number;
}

/**
 * Hands a database that was read to the exchange that begins with what was in it: the events of its journal are written from the
 * first one, over what is there. The exchange that wrote to it before cannot do so any more.
 *
 * @throws CursorMovedError if it has been written to since.
 */
export async function claimForImport(
  db: Db,
  { found, epoch, lastOrderId, lastTradeId }: Claim,
): Promise<void> {
  const counters = countersOf(db);
  const before = found ?? { ...START, actions: await seedActions(counters) };
  const claimed = cursorFields({
    ...before,
    ...NO_EVENT,
    epoch,
    orderId: lastOrderId,
    tradeId: lastTradeId,
  });
  if (found === undefined) {
    await counters.insertOne({ _id: CURSOR_ID, ...claimed });
    return;
  }
  const { matchedCount } = await counters.updateOne(filterOf(found), { $set: { ...claimed, session: null } });
  if (matchedCount !== 1) throw new CursorMovedError(found.sequence);
}

async function seedActions(counters: Collection<CounterDocument>): Promise<number> {
  return Number((await counters.findOne({ _id: 'action_count' }))?.seq ?? 0);
}

/** The cursor once `changes`, which end with event `last`, are stored. */
export function advanced(
  cursor: Cursor,
  changes: Changes,
  { epoch, sequence, timeNs }: FollowerCursor,
): Cursor {
  return {
    epoch,
    sequence,
    timeNs,
    orderId: Math.max(cursor.orderId, changes.lastOrderId),
    tradeId: Math.max(cursor.tradeId, changes.lastTradeId),
    actions: cursor.actions + changes.actions,
    importedTradeId: changes.importedTradeId ?? cursor.importedTradeId,
    isUnfinished: false,
  };
}

/**
 * Marks that the events after the cursor are being written outside a transaction. `open` removes what it finds of them.
 *
 * @throws CursorMovedError if another process has moved it.
 */
export async function markUnfinished(db: Db, cursor: Cursor, session: ClientSession): Promise<void> {
  const update = { $set: { unfinished: true } };
  const { matchedCount } = await countersOf(db).updateOne(filterOf(cursor), update, { session });
  if (matchedCount !== 1) throw new CursorMovedError(cursor.sequence);
}

/**
 * Moves the cursor, and the seed's counters before it.
 *
 * @throws CursorMovedError if another process has moved it.
 */
export async function storeCursor(
  db: Db,
  previous: Cursor,
  next: Cursor,
  session: ClientSession,
): Promise<void> {
  const counters = countersOf(db);
  const seedCounters = [
    { _id: 'order_id', seq: next.orderId },
    { _id: 'action_count', seq: next.actions },
  ].filter(({ seq }) => seq > 0);
  if (seedCounters.length > 0) {
    await counters.bulkWrite(
      seedCounters.map(({ _id, seq }) => ({
        updateOne: { filter: { _id }, update: { $set: { seq: integer(seq) } }, upsert: true },
      })),
      { session, ordered: true },
    );
  }
  const update = { $set: cursorFields(next) };
  const { matchedCount } = await counters.updateOne(filterOf(previous), update, { session });
  if (matchedCount !== 1) throw new CursorMovedError(previous.sequence);
}

function filterOf({ epoch, sequence, timeNs }: FollowerCursor) {
  // A cursor of an earlier version has no epoch. A rebuild may take over its database.
  const ofEpoch = epoch === 0 ? { $in: [integer(0), null] } : integer(epoch);
  return { _id: CURSOR_ID, epoch: ofEpoch, seq: integer(sequence), time: Long.fromBigInt(timeNs) };
}

function cursorFields({
  epoch,
  sequence,
  timeNs,
  orderId,
  tradeId,
  actions,
  importedTradeId,
  isUnfinished,
}: Cursor) {
  return {
    epoch: integer(epoch),
    seq: integer(sequence),
    time: Long.fromBigInt(timeNs),
    order_id: integer(orderId),
    trade_id: integer(tradeId),
    actions: integer(actions),
    ...(importedTradeId === undefined ? {} : { imported_trade_id: integer(importedTradeId) }),
    unfinished: isUnfinished,
  };
}

function cursorOf(stored: CounterDocument): Cursor {
  return {
    epoch: Number(stored.epoch ?? 0),
    sequence: Number(stored.seq),
    // A number would round it.
    timeNs: BigInt(String(stored.time ?? 0)),
    orderId: Number(stored.order_id ?? 0),
    tradeId: Number(stored.trade_id ?? 0),
    actions: Number(stored.actions ?? 0),
    importedTradeId: stored.imported_trade_id === undefined ? undefined : Number(stored.imported_trade_id),
    isUnfinished: stored.unfinished ?? false,
  };
}

function countersOf(db: Db): Collection<CounterDocument> {
  // Times pass 2^53.
  return db.collection<CounterDocument>(COUNTERS, { promoteLongs: false });
}
