import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { DamagedError } from '../storage/damaged-error.ts';
import { readTail } from '../storage/tail-file.ts';
import type { credentialsFiles } from './credentials-files.ts';
import { isBlank, isFirstVersion, readEntries, type StoredCredentials } from './credentials-schema.ts';
import { type Entries, NO_TOTALS, noEntries } from './entries.ts';
import { readFirstVersion } from './first-version.ts';

type Files = ReturnType<typeof credentialsFiles>;

/** A running exchange locks the file for a moment when it stores a login. */
const BUSY_TIMEOUT_MS = 10_000;

interface Found {
  /** Whether the tables of this version exist. Otherwise the caller creates them with these entries. */
  readonly isCreated: boolean;
  readonly stored: StoredCredentials;
}

/**
 * Reads all credentials of a data folder, and checks that no committed change is missing. Changes nothing. An exchange may
 * run on the folder.
 *
 * SQLite reads a damaged log as a shorter one, and an empty file as a new database. The record of the last change shows
 * such a loss. It is created before the database and is never ahead of it. So the credentials are damaged if the record is
 * missing or ahead.
 *
 * @throws DamagedError with the file.
 */
export function findCredentials({ databaseFile, tailFile }: Files): Found {
  const tail = tailOf(tailFile);
  const size = statSync(databaseFile, { throwIfNoEntry: false })?.size;
  if (size === undefined) return checkNoneYet(databaseFile, tail);
  // Do not open an empty file: SQLite would delete its log.
  if (size === 0) return checkBlank(databaseFile, tail);
  const database = new DatabaseSync(databaseFile, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    if (isBlank(database, databaseFile)) return checkBlank(databaseFile, tail);
    // All reads in one transaction see the same state.
    database.exec('BEGIN');
    const isUpgraded = typeof tail === 'number' && tail > 0;
    if (!isUpgraded && isFirstVersion(database, databaseFile)) {
      return notCreated(readFirstVersion(database, databaseFile));
    }
    if (typeof tail !== 'number') {
      const what = `The record of the last change of the credentials is ${tail ?? 'missing'}`;
      throw new DamagedError(what, { file: tailFile });
    }
    return { isCreated: true, stored: checkLatest(readEntries(database, databaseFile), tail, databaseFile) };
  } finally {
    database.close();
  }
}

/** A power cut at the first start may leave a record that is empty or 0, and no database. */
function checkNoneYet(file: string, tail: Tail): Found {
  const isFirstStart = tail === undefined || tail === 'empty' || tail === 0;
  if (isFirstStart && !existsSync(`${file}-wal`)) return notCreated(noEntries());
  throw new DamagedError('The credentials existed before and are missing', { file });
}

/** A process that ended at the first start may have left a database without tables. */
function checkBlank(file: string, tail: Tail): Found {
  if (tail === 0) return notCreated(noEntries());
  throw new DamagedError('The credentials existed before and are empty', { file });
}

function checkLatest(stored: StoredCredentials, tail: number, file: string): StoredCredentials {
  const { generation } = stored.totals;
  if (generation >= tail) return stored;
  throw new DamagedError(
    `The credentials end too early: changes ${generation + 1} to ${tail} were committed and are missing`,
    { file },
  );
}

function notCreated(entries: Entries): Found {
  return { isCreated: false, stored: { entries, totals: NO_TOTALS } };
}

/** The last change according to the record; undefined without a record. */
type Tail = number | 'empty' | undefined;

function tailOf(file: string): Tail {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) return undefined;
  return size === 0 ? 'empty' : readTail(file);
}
