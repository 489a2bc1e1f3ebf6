import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DamagedError } from '../../storage/damaged-error.ts';
import { newEpoch } from '../../storage/epoch.ts';
import { otherVersionRemedy } from '../../storage/other-version.ts';
import { openPrivateDatabase } from '../../storage/private-files.ts';
import { readChecked } from '../../storage/sqlite-error.ts';
import { LIMIT_WAL } from '../../storage/wal-limit.ts';
import type { Beginning } from '../journal.ts';
import { JournalVersionError } from '../journal-errors.ts';
import { beginningChecksum, epochChecksum } from './batch-checksum.ts';

/** "RLFJ": distinguishes the file from other SQLite databases. */
const APPLICATION_ID = 0x524c464a;
const SCHEMA_VERSION = 2;
/** Of a journal without its first events: earlier versions, which need the first event, refuse it. */
const SHORTENED_VERSION = 3;

/** For the moments in which a truncating checkpoint blocks writers. */
const BUSY_TIMEOUT_MS = 60_000;

const SCHEMA = `
  CREATE TABLE batches (
    first_sequence INTEGER PRIMARY KEY,
    last_sequence INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    bytes BLOB NOT NULL
  ) STRICT;
  CREATE TABLE probes (bytes BLOB NOT NULL) STRICT;
  CREATE TABLE epoch (epoch INTEGER PRIMARY KEY, checksum INTEGER NOT NULL) STRICT;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

const BEGINNING = `
  CREATE TABLE beginning (
    after_sequence INTEGER PRIMARY KEY,
    time_ns TEXT NOT NULL,
    state_hash TEXT NOT NULL,
    client_order_ids_hash TEXT NOT NULL,
    archive TEXT NOT NULL,
    checksum INTEGER NOT NULL
  ) STRICT;
  PRAGMA user_version = ${SHORTENED_VERSION};
`;

/** Parameters: first sequence, last sequence, checksum, bytes. */
export const INSERT_BATCH = 'INSERT INTO batches VALUES (?, ?, ?, ?)';

/** Opens for writing, without automatic checkpoints. */
export function openForWriting(file: string): DatabaseSync {
  const database = openPrivateDatabase(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; ${LIMIT_WAL}`,
    );
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Makes an empty journal of this epoch. An existing journal stays as it is. */
export function createSchema(database: DatabaseSync, epoch = newEpoch(), beginning?: Beginning): void {
  database.exec('BEGIN IMMEDIATE');
  if (numberOf(database, 'PRAGMA user_version') === 0) {
    database.exec(SCHEMA);
    database.prepare('INSERT INTO epoch VALUES (?, ?)').run(epoch, epochChecksum(epoch));
    if (beginning !== undefined) storeBeginning(database, beginning);
  }
  database.exec('COMMIT');
}

/** Throws a DamagedError if its checksum is wrong. */
export function readEpoch(database: DatabaseSync, file: string): number {
  const row = readChecked({ file }, () => database.prepare('SELECT epoch, checksum FROM epoch').get());
  const { epoch, checksum } = row ?? {};
  if (typeof epoch === 'number' && epochChecksum(epoch) === checksum) return epoch;
  throw new DamagedError('The epoch cannot be read', { file });
}

/**
 * Undefined when the journal begins with event 1.
 *
 * @throws DamagedError if its checksum is wrong.
 */
export function readBeginning(database: DatabaseSync, file: string): Beginning | undefined {
  if (numberOf(database, 'PRAGMA user_version') === SCHEMA_VERSION) return undefined;
  const row = readChecked({ file }, () => database.prepare('SELECT * FROM beginning').get()) ?? {};
  const beginning = {
    afterSequence: Number(row['after_sequence']),
    timeNs: BigInt(String(row['time_ns'] ?? 0)),
    hashes: { market: String(row['state_hash']), clientOrderIds: String(row['client_order_ids_hash']) },
    archive: String(row['archive']),
  };
  if (beginningChecksum(beginning) === row['checksum']) return beginning;
  throw new DamagedError('The record of where the journal begins cannot be read', { file });
}

export function openForReading(file: string): DatabaseSync {
  // A process that was killed while it replaced the journal leaves a rollback journal, which only a writer can apply.
  const readOnly = !existsSync(`${file}-journal`);
  return new DatabaseSync(file, { readOnly, timeout: BUSY_TIMEOUT_MS });
}

/** Whether the file has no tables: a process may have ended right after creating it. */
export function isBlank(file: string): boolean {
  const database = openForReading(file);
  try {
    return readChecked({ file }, () => numberOf(database, 'SELECT count(*) FROM sqlite_schema')) === 0;
  } finally {
    database.close();
  }
}

/** Throws a JournalVersionError for a database that is something else. */
export function checkSchema(database: DatabaseSync, file: string): void {
  const applicationId = readChecked({ file }, () => numberOf(database, 'PRAGMA application_id'));
  if (applicationId !== APPLICATION_ID) {
    throw new JournalVersionError(
      file,
      'is a SQLite database, but not a journal of this exchange: move it elsewhere, or give another folder',
    );
  }
  const version = numberOf(database, 'PRAGMA user_version');
  if (version !== SCHEMA_VERSION && version !== SHORTENED_VERSION) {
    throw new JournalVersionError(
      file,
      `has schema version ${version}, and this version of the exchange knows only ${SCHEMA_VERSION} and ${SHORTENED_VERSION}: ${otherVersionRemedy(dirname(file))}`,
    );
  }
}

function storeBeginning(database: DatabaseSync, beginning: Beginning): void {
  const { afterSequence, timeNs, hashes, archive } = beginning;
  database.exec(BEGINNING);
  database
    .prepare('INSERT INTO beginning VALUES (?, ?, ?, ?, ?, ?)')
    .run(
      afterSequence,
      String(timeNs),
      hashes.market,
      hashes.clientOrderIds,
      archive,
      beginningChecksum(beginning),
    );
}

function numberOf(database: DatabaseSync, query: string): number {
  const [value] = Object.values(database.prepare(query).get() ?? {});
  return Number(value);
}
