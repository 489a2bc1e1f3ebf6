import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CURSOR_TABLE } from '../follower/sqlite-cursor.ts';
import { openPrivateDatabase } from '../storage/private-files.ts';
import { readChecked } from '../storage/sqlite-error.ts';
import { LIMIT_WAL } from '../storage/wal-limit.ts';

const FILE = 'history.db';
/** "RLFH": distinguishes the file from other SQLite databases. */
const APPLICATION_ID = 0x524c4648;
const SCHEMA_VERSION = 8;
const BUSY_TIMEOUT_MS = 10_000;

/**
 * The ids of a slice. Orders and trades are indexed slice by slice. In one index over all of them each of thousands of parties would
 * have a page of its own, and every new row would rewrite the page of its party; a slice of an index is few pages. So writing costs
 * the same however long the history is, and a search for the few orders of a party passes a slice in microseconds.
 */
export const SLICE = 2 ** 18;
export const ORDER_SLICE = `order_id / ${SLICE}`;
export const TRADE_SLICE = `trade_id / ${SLICE}`;

/*
 * Every list is a walk along one of these indexes, which all end in the id of the row: nothing is sorted, and no row is read that is
 * not in the list.
 */
const SCHEMA = `
  ${CURSOR_TABLE}

  -- Sums may pass 2^63: here and in candles they are decimal digits.
  CREATE TABLE orders (
    order_id INTEGER PRIMARY KEY,
    client_order_id TEXT NOT NULL,
    instrument_id INTEGER NOT NULL,
    party_number INTEGER NOT NULL,
    side INTEGER NOT NULL,
    order_type INTEGER NOT NULL,
    time_in_force INTEGER NOT NULL,
    post_only INTEGER NOT NULL,
    expire_time_ns INTEGER,
    price INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    leaves_quantity INTEGER NOT NULL,
    cum_quantity INTEGER NOT NULL,
    canceled_quantity INTEGER NOT NULL,
    cancel_reason INTEGER,
    notional TEXT NOT NULL,
    accept_time_ns INTEGER NOT NULL,
    transact_time_ns INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX orders_by_instrument ON orders (${ORDER_SLICE}, instrument_id);
  CREATE INDEX orders_by_party ON orders (${ORDER_SLICE}, party_number);
  CREATE INDEX orders_by_party_and_instrument ON orders (${ORDER_SLICE}, party_number, instrument_id);

  CREATE TABLE trades (
    trade_id INTEGER PRIMARY KEY,
    sequence INTEGER NOT NULL,
    instrument_id INTEGER NOT NULL,
    price INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    aggressor_side INTEGER NOT NULL,
    maker_order_id INTEGER NOT NULL,
    maker_party_number INTEGER NOT NULL,
    maker_leaves_quantity INTEGER NOT NULL,
    taker_order_id INTEGER NOT NULL,
    taker_party_number INTEGER NOT NULL,
    taker_leaves_quantity INTEGER NOT NULL,
    transact_time_ns INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX trades_by_instrument ON trades (${TRADE_SLICE}, instrument_id);
  CREATE INDEX trades_by_maker ON trades (${TRADE_SLICE}, maker_party_number);
  CREATE INDEX trades_by_maker_and_instrument ON trades (${TRADE_SLICE}, maker_party_number, instrument_id);
  CREATE INDEX trades_by_taker ON trades (${TRADE_SLICE}, taker_party_number);
  CREATE INDEX trades_by_taker_and_instrument ON trades (${TRADE_SLICE}, taker_party_number, instrument_id);

  CREATE TABLE candles (
    instrument_id INTEGER NOT NULL,
    interval INTEGER NOT NULL,
    open_seconds INTEGER NOT NULL,
    open_price INTEGER NOT NULL,
    high_price INTEGER NOT NULL,
    low_price INTEGER NOT NULL,
    close_price INTEGER NOT NULL,
    volume TEXT NOT NULL,
    value TEXT NOT NULL,
    trade_count INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (instrument_id, interval, open_seconds)
  ) STRICT, WITHOUT ROWID;

  -- The time zone that the days of candles are of.
  CREATE TABLE days (time_zone TEXT NOT NULL) STRICT;

  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** A commit moves the log into the database once it has this many pages. */
const CHECKPOINT_PAGES = 1_000;
const CACHE_KIB = 64 * 1_024;

export function historyFile(directory: string): string {
  return join(directory, FILE);
}

/**
 * Opens the history of a data folder, or makes an empty one. A power cut may set it back to an earlier transaction, together with its
 * cursor, so commits do not wait for the disk.
 *
 * @throws DamagedError or Error when the file is no history of this version; it stays as it is.
 */
export function openForWriting(directory: string): DatabaseSync {
  const file = historyFile(directory);
  return checked(file, openPrivateDatabase(file, { timeout: BUSY_TIMEOUT_MS }), (database) => {
    const isNew = isBlank(database);
    if (!isNew) checkVersion(database, file);
    database.exec(`
      PRAGMA page_size = 8192;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA cache_size = -${CACHE_KIB};
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      ${LIMIT_WAL};
    `);
    if (isNew) database.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT`);
    return database;
  });
}

/**
 * Opens it for reading, beside the thread that writes it; undefined until that has made it.
 *
 * @throws as `openForWriting`.
 */
export function openForReading(directory: string): DatabaseSync | undefined {
  const file = historyFile(directory);
  if (!existsSync(file)) return undefined;
  const options = { readOnly: true, timeout: BUSY_TIMEOUT_MS };
  return checked(file, new DatabaseSync(file, options), (database) => {
    if (!isBlank(database)) {
      checkVersion(database, file);
      return database;
    }
    database.close();
    return undefined;
  });
}

function checked<Result>(
  file: string,
  database: DatabaseSync,
  use: (database: DatabaseSync) => Result,
): Result {
  try {
    return readChecked({ file }, () => use(database));
  } catch (error) {
    database.close();
    throw error;
  }
}

function isBlank(database: DatabaseSync): boolean {
  return numberOf(database, 'SELECT count(*) AS value FROM sqlite_schema') === 0;
}

function checkVersion(database: DatabaseSync, file: string): void {
  if (numberOf(database, 'SELECT application_id AS value FROM pragma_application_id') !== APPLICATION_ID) {
    throw new Error(`${file} is a SQLite database, but not a history of this exchange: move it elsewhere`);
  }
  const version = numberOf(database, 'SELECT user_version AS value FROM pragma_user_version');
  if (version !== SCHEMA_VERSION) {
    throw new Error(
      `${file} has schema version ${version}, and this version of the exchange knows only ${SCHEMA_VERSION}: ` +
        'remove it to have it made again from the journal',
    );
  }
}

function numberOf(database: DatabaseSync, query: string): number {
  return Number(database.prepare(query).get()?.['value']);
}
