import type { Binary, ClientSession, Collection, Db } from 'mongodb';
import type { Changes } from './changes.ts';
import { type Integer, integer } from './documents.ts';
import { COUNTERS, INSTRUMENTS } from './schema.ts';

/** How far the database is. One document holds all of it, so it is never half there. */
export interface Cursor {
  /** Of the last event that is stored. */
  readonly sequence: number;
  readonly orderId: number;
  readonly tradeId: number;
  readonly actions: number;
}

interface CounterDocument {
  readonly _id: string;
  readonly seq: Integer;
  /** Of who writes now. */
  readonly session?: Binary | null;
  readonly order_id?: Integer;
  readonly trade_id?: Integer;
  readonly actions?: Integer;
}

const CURSOR_ID = 'cursor';
const START: Cursor = { sequence: 0, orderId: 0, tradeId: 0, actions: 0 };

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
    super(`another writer has moved the cursor, which was at event ${sequence}`);
    this.name = 'CursorMovedError';
  }
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
  if (stored === null) throw new Error(`the cursor of ${db.databaseName} has been deleted`);
  const { seq, order_id = 0, trade_id = 0, actions = 0 } = stored;
  return {
    sequence: Number(seq),
    orderId: Number(order_id),
    tradeId: Number(trade_id),
    actions: Number(actions),
  };
}

/** Whether an exchange writes to this database, or did. */
export async function hasCursor(db: Db): Promise<boolean> {
  return (await countersOf(db).findOne({ _id: CURSOR_ID })) !== null;
}

async function startCursor(db: Db): Promise<void> {
  const counters = countersOf(db);
  const hasOrders = (await counters.findOne({ _id: 'order_id' })) !== null;
  if (hasOrders || (await db.collection(INSTRUMENTS).findOne()) !== null) {
    throw new ForeignDatabaseError(db.databaseName);
  }
  await counters.updateOne({ _id: CURSOR_ID }, { $setOnInsert: cursorFields(START) }, { upsert: true });
}

/** Where the cursor is when `changes`, which end with event `sequence`, are stored. */
export function advanced(cursor: Cursor, changes: Changes, sequence: number): Cursor {
  return {
    sequence,
    orderId: Math.max(cursor.orderId, changes.lastOrderId),
    tradeId: Math.max(cursor.tradeId, changes.lastTradeId),
    actions: cursor.actions + changes.actions,
  };
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
  const { matchedCount } = await counters.updateOne(
    { _id: CURSOR_ID, seq: integer(previous.sequence) },
    { $set: cursorFields(next) },
    { session },
  );
  if (matchedCount !== 1) throw new CursorMovedError(previous.sequence);
}

function cursorFields({ sequence, orderId, tradeId, actions }: Cursor) {
  return {
    seq: integer(sequence),
    order_id: integer(orderId),
    trade_id: integer(tradeId),
    actions: integer(actions),
  };
}

function countersOf(db: Db): Collection<CounterDocument> {
  return db.collection<CounterDocument>(COUNTERS);
}
