import type { AnyBulkWriteOperation, ClientSession, Db, Document, MongoClient } from 'mongodb';
import type { FollowerCursor } from '../../follower/follower-cursor.ts';
import type { Writer, WriterFrame } from '../../follower/writer.ts';
import { connectMongo, type MongoSettings } from '../../mongo/connect.ts';
import { partyIdText } from '../../mongo/party-id.ts';
import {
  collectionsOf,
  ensureCommonCollections,
  ensureImportCollections,
  ensureInstrumentCollections,
  IMPORTED_POSITIONS,
  INSTRUMENTS,
  PARTIES,
} from '../../mongo/schema.ts';
import { Changes } from './changes.ts';
import {
  advanced,
  ForeignDatabaseError,
  markUnfinished,
  START,
  storeCursor,
  takeOverCursor,
} from './cursor.ts';
import type { PartyDocument } from './documents.ts';
import {
  importedPositionOperations,
  instrumentOperations,
  liveOrderOperations,
  orderOperations,
  partyOperations,
  partyStatusOperations,
  tradeOperations,
} from './operations.ts';
import { removeBeyond } from './repair.ts';

/** The most documents that are written in one transaction: it may not last longer than a minute. */
const MAX_TRANSACTION_SIZE = 20_000;

interface Connection {
  readonly client: MongoClient;
  readonly db: Db;
  readonly session: ClientSession;
  /** True for a replica set or a sharded cluster; a server on its own has no transactions. */
  readonly hasTransactions: boolean;
}

/**
 * Writes what the seed wrote, where the seed wrote it; `docs/MONGODB.md` has the fields.
 *
 * The cursor is a document of the same database. In a replica set it is stored in one transaction with the documents, so both are
 * there or neither. A server on its own has no transactions, and a frame that swept a whole book is too large for one. In both
 * cases the cursor first says that something is unfinished, and is moved last. `open` removes the orders and trades beyond an
 * unfinished cursor: a crash has left them half done. Changes of older orders need no undoing: they set the last values of a frame,
 * and are set again.
 */
export class MongoWriter implements Writer {
  readonly name = 'mongo';
  readonly #settings: MongoSettings;
  readonly #onProblems: (problems: readonly string[]) => void;
  #connection: Connection | undefined;
  #cursor = START;

  /** @param onProblems is called with what is wrong in the database but does not stop the writer. */
  constructor(settings: MongoSettings, onProblems: (problems: readonly string[]) => void = () => {}) {
    this.#settings = settings;
    this.#onProblems = onProblems;
  }

  /** @throws ForeignDatabaseError; what MongoDB throws if it cannot be reached. */
  async open(): Promise<FollowerCursor> {
    await this.close();
    const client = await connectMongo(this.#settings);
    try {
      const db = client.db(this.#settings.mongoDb);
      const session = client.startSession();
      const hello = await db.admin().command({ hello: 1 });
      const hasTransactions = hello['setName'] !== undefined || hello['msg'] === 'isdbgrid';
      this.#cursor = await takeOverCursor(db, session);
      this.#report(await ensureCommonCollections(db));
      if (this.#cursor.isUnfinished) await removeBeyond(db, this.#cursor);
      this.#connection = { client, db, session, hasTransactions };
      return this.#cursor;
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  /**
   * Ignores frames that are stored already.
   *
   * @throws CursorMovedError if another process writes to this database; ForeignDatabaseError if it is claimed for another
   * exchange; RangeError if events are missing; what MongoDB throws if it cannot be written.
   */
  async write(frames: readonly WriterFrame[]): Promise<void> {
    if (this.#connection === undefined) throw new Error('the writer is not open');
    const { db, session, hasTransactions } = this.#connection;
    const previous = this.#cursor;
    const news = frames.filter(({ sequence }) => sequence > previous.sequence);
    const last = news.at(-1);
    const first = news[0]?.events[0];
    if (first === undefined || last === undefined) return;
    if (first.sequence !== previous.sequence + 1) {
      throw new RangeError(`event ${first.sequence} cannot follow event ${previous.sequence}`);
    }
    // A rebuild claims the database for the one journal that it made.
    if (previous.sequence === 0 && previous.epoch !== 0 && previous.epoch !== last.epoch) {
      throw new ForeignDatabaseError(db.databaseName);
    }
    const changes = new Changes(news);
    const next = advanced(previous, changes, last);
    // Outside the transaction: the server makes no indexes of existing collections in one. Empty collections do no harm.
    const listed = changes.instruments.map(({ instrument }) => instrument.instrumentId);
    this.#report(await ensureInstrumentCollections(db, listed));
    const partyIds = await partyIdsOf(db, changes);
    const isImport = changes.importedTradeId !== undefined;
    const isTransaction = hasTransactions && !isImport && changes.size <= MAX_TRANSACTION_SIZE;
    // One attempt: the caller tries again with `open`, which finds out whether a commit without an answer has happened.
    if (isTransaction) session.startTransaction();
    else await markUnfinished(db, previous, session);
    if (isImport) this.#report(await ensureImportCollections(db));
    await applyChanges(db, changes, partyIds, session);
    await storeCursor(db, previous, next, session);
    if (isTransaction) await session.commitTransaction();
    this.#cursor = next;
  }

  #report(problems: readonly string[]): void {
    if (problems.length > 0) this.#onProblems(problems);
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.client.close();
  }
}

/** The ids of those who listed the instruments: events have their numbers only. */
async function partyIdsOf(db: Db, { instruments, parties }: Changes): Promise<ReadonlyMap<number, string>> {
  const partyIds = new Map<number, string>();
  if (instruments.length === 0) return partyIds;
  const numbers = instruments.map(({ instrument }) => instrument.createdBy ?? 0);
  const stored = db.collection<PartyDocument>(PARTIES).find({ party_number: { $in: numbers } });
  for await (const { party_number, party_id } of stored)
    partyIds.set(Number(party_number), partyIdText(party_id) ?? '');
  for (const { party } of parties) partyIds.set(party.partyNumber, party.partyId);
  return partyIds;
}

async function applyChanges(
  db: Db,
  changes: Changes,
  partyIds: ReadonlyMap<number, string>,
  session: ClientSession,
): Promise<void> {
  const store = async <T extends Document>(name: string, operations: AnyBulkWriteOperation<T>[]) => {
    if (operations.length > 0) await db.collection<T>(name).bulkWrite(operations, { session, ordered: true });
  };
  await store(INSTRUMENTS, instrumentOperations(changes.instruments, partyIds));
  await store(PARTIES, [...partyOperations(changes.parties), ...partyStatusOperations(changes.disabled)]);
  await store(IMPORTED_POSITIONS, importedPositionOperations(changes.importedPositions));
  for (const [instrumentId, book] of changes.books) {
    const names = collectionsOf(instrumentId);
    await store(names.orders, orderOperations(book));
    await store(names.trades, tradeOperations(book));
    await store(names.liveOrders, liveOrderOperations(book));
  }
}
