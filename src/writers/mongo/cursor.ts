import { type Binary, type ClientSession, type Collection, type Db, Long } from 'mongodb';
import { NO_EVENT, type WriterCursor } from '../../follower/writer.ts';
import { COUNTERS, ensureCommonCollections, INSTRUMENTS } from '../../mongo/schema.ts';
import type { Changes } from './changes.ts';
import { type Integer, integer } from './documents.ts';

/** How far the database is. One document holds all of it, so it is never half there. */
export interface Cursor extends WriterCursor {
  readonly orderId: number;
  readonly tradeId: number;
  readonly actions: number;
  /** The last trade of the exchange that this one was brought over from, if it was. */
  readonly importedTradeId: number | undefined;
  /** Something was being written for the events after it, in parts, and may be there in part. */
  readonly isUnfinished: boolean;
}

interface CounterDocument {
  readonly _id: string;
  readonly seq: Integer;
  /** Of who writes now. */
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

/** The database holds what another exchange has written; to write into it would mix the two. */
export class ForeignDatabaseError extends Error {
  constructor(database: string) {
    super(
      `database ${database} holds the orders of another exchange: give another MONGO_DB, or start from it with serve --rebuild-from-mongo and an empty data folder`,
    );
    this.name = 'ForeignDatabaseError';
  }
}

/** Another process has written the events that this one was about to. */
export class CursorMovedError extends Error {
  constructor(sequence: number) {
    super(
      `another process has written to the database since event ${sequence}: let one exchange write to it, or give another MONGO_DB`,
    );
    this.name = 'CursorMovedError';
  }
}

/** Where the database is; undefined in one that this program has not written to. */
export async function readCursor(db: Db): Promise<Cursor | undefined> {
  const stored = await countersOf(db).findOne({ _id: CURSOR_ID });
  return stored === null ? undefined : cursorOf(stored);
}

/**
 * Reads the cursor, or starts one in a database that nobody has written to.
 *
 * Whoever wrote before may have been killed in the middle, or may be writing still: its session is ended first. Else
 * the server would keep its transaction, and with it the locks on what it has touched, for a minute.
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
  // With their validators, which a user of the role `readWrite` cannot set afterwards.
  await ensureCommonCollections(db);
  await counters.updateOne({ _id: CURSOR_ID }, { $setOnInsert: cursorFields(START) }, { upsert: true });
}

interface Claim {
  /** Where it was when it was read; undefined for one that this program had not written to. */
  readonly found: Cursor | undefined;
  /** Of the journal that begins with what was read. */
  readonly epoch: number;
  /** The ids that were given out before: what has them stays. */
  readonly lastOrderId: number;
  readonly lastTradeId: number;
}

/**
 * Makes a database that was read ready for the exchange that begins with what was in it: its events are written from the first
 * one, over what is there. Whoever wrote to it before cannot any more.
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

/** Where the cursor is when `changes`, which end with event `last`, are stored. */
export function advanced(
  cursor: Cursor,
  changes: Changes,
  { epoch, sequence, timeNs }: WriterCursor,
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
 * Says that what comes after the cursor is written in parts now: who finds it so takes away what is there of it.
 *
 * @throws CursorMovedError if it is not where it should be.
 */
export async function markUnfinished(db: Db, cursor: Cursor, session: ClientSession): Promise<void> {
  const update = { $set: { unfinished: true } };
  const { matchedCount } = await countersOf(db).updateOne(filterOf(cursor), update, { session });
  if (matchedCount !== 1) throw new CursorMovedError(cursor.sequence);
}

/**
 * Moves the cursor, and the seed's counters before it.
 *
 * @throws CursorMovedError if it is not where it should be.
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

function filterOf({ epoch, sequence, timeNs }: WriterCursor) {
  // A cursor of an earlier version has no epoch: a rebuild may take over what it stands for.
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
    // As a number it would be rounded.
    timeNs: BigInt(String(stored.time ?? 0)),
    orderId: Number(stored.order_id ?? 0),
    tradeId: Number(stored.trade_id ?? 0),
    actions: Number(stored.actions ?? 0),
    importedTradeId: stored.imported_trade_id === undefined ? undefined : Number(stored.imported_trade_id),
    isUnfinished: stored.unfinished ?? false,
  };
}

function countersOf(db: Db): Collection<CounterDocument> {
  // Times are beyond what a number holds exactly.
  return db.collection<CounterDocument>(COUNTERS, { promoteLongs: false });
}
