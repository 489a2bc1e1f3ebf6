import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { DamagedError } from '../storage/damaged-error.ts';
import { otherVersionRemedy } from '../storage/other-version.ts';
import { readChecked } from '../storage/sqlite-error.ts';
import {
  type Change,
  type Entries,
  entryChecksum,
  KINDS,
  modulo,
  noEntries,
  type Totals,
  totalsChecksum,
} from './entries.ts';

const SCHEMA_VERSION = 2;
/** The first version has tables without checksums. */
const FIRST_VERSION = 0;

const SCHEMA = `
  CREATE TABLE entries (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    value TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE totals (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    generation INTEGER NOT NULL,
    count INTEGER NOT NULL,
    checksum_sum INTEGER NOT NULL,
    checksum INTEGER NOT NULL
  ) STRICT;
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

export interface StoredCredentials {
  readonly entries: Entries;
  readonly totals: Totals;
}

/** Creates the tables, in the caller's transaction. */
export function createTables(database: DatabaseSync): void {
  // Tables of the first version. Their content was read before.
  for (const table of ['passwords', 'known_passwords', 'sessions']) {
    database.exec(`DROP TABLE IF EXISTS ${table}`);
  }
  database.exec(SCHEMA);
}

/** Prepares a function that writes changes and the new totals, in the caller's transaction. */
export function prepareWrite(database: DatabaseSync) {
  const put = database.prepare('INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM entries WHERE kind = ? AND id = ?');
  const setTotals = database.prepare('INSERT OR REPLACE INTO totals VALUES (1, ?, ?, ?, ?)');
  const generation = database.prepare('SELECT generation FROM totals');
  return (changes: readonly Change[], totals: Totals): void => {
    const { generation: last = 0 } = generation.get() ?? {};
    if (last !== totals.generation - 1) throw new Error('another process has changed the credentials');
    for (const { kind, id, value } of changes) {
      if (value === undefined) remove.run(kind, id);
      else put.run(kind, id, value, entryChecksum(kind, id, value));
    }
    setTotals.run(totals.generation, totals.count, totals.checksumSum, totalsChecksum(totals));
  };
}

/** Whether the database has no tables yet. */
export function isBlank(database: DatabaseSync, file: string): boolean {
  return readChecked({ file }, () => database.prepare('SELECT 1 FROM sqlite_schema').get()) === undefined;
}

export function isFirstVersion(database: DatabaseSync, file: string): boolean {
  return versionOf(database, file) === FIRST_VERSION;
}

/**
 * Reads all entries, and checks each of them and their totals.
 *
 * @throws DamagedError
 */
export function readEntries(database: DatabaseSync, file: string): StoredCredentials {
  const version = versionOf(database, file);
  if (version !== SCHEMA_VERSION) {
    throw new DamagedError(
      `It has schema version ${version}, and this version of the exchange knows only ${SCHEMA_VERSION}: ${otherVersionRemedy(dirname(file))}`,
      { file },
    );
  }
  const entries = noEntries();
  let count = 0;
  let checksumSum = 0;
  for (const row of readChecked({ file }, () => database.prepare('SELECT * FROM entries').all())) {
    const { id, value, checksum } = row;
    const kind = KINDS.find((known) => known === row['kind']);
    if (kind === undefined || typeof id !== 'string' || typeof value !== 'string') {
      throw new DamagedError('An entry has an unknown kind or a wrong type', { file });
    }
    if (entryChecksum(kind, id, value) !== checksum) {
      throw new DamagedError(`The checksum of the ${kind} of ${JSON.stringify(id)} is wrong`, { file });
    }
    entries[kind].set(id, value);
    count += 1;
    checksumSum = modulo(checksumSum + checksum);
  }
  const totals = readTotals(database, file);
  if (totals.count !== count || totals.checksumSum !== checksumSum) {
    throw new DamagedError(`${count} of ${totals.count} entries were found, or some are outdated`, { file });
  }
  return { entries, totals };
}

function readTotals(database: DatabaseSync, file: string): Totals {
  const row = readChecked({ file }, () => database.prepare('SELECT * FROM totals').get());
  const totals = {
    generation: Number(row?.['generation']),
    count: Number(row?.['count']),
    checksumSum: Number(row?.['checksum_sum']),
  };
  if (totalsChecksum(totals) !== row?.['checksum']) {
    throw new DamagedError('The checksum of the totals is wrong', { file });
  }
  return totals;
}

function versionOf(database: DatabaseSync, file: string): number {
  const row = readChecked({ file }, () => database.prepare('PRAGMA user_version').get());
  return Number(row?.['user_version']);
}
