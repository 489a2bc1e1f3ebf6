import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { DamagedError } from '../storage/damaged-error.ts';
import { readTail } from '../storage/tail-file.ts';
import type { credentialsFiles } from './credentials-files.ts';
import { isBlank, isFirstVersion, readEntries, type StoredCredentials } from './credentials-schema.ts';
import { type Entries, NO_TOTALS, noEntries } from './entries.ts';
import { readFirstVersion } from './first-version.ts';

type Files = ReturnType<typeof credentialsFiles>;

/** A running exchange that stores a login holds the file for a moment. */
const BUSY_TIMEOUT_MS = 10_000;

interface Found {
  /** Whether the tables of this version are there. Else they have to be made, with these entries. */
  readonly isCreated: boolean;
  readonly stored: StoredCredentials;
}

/**
 * Reads all credentials of a data folder, and checks that they are the latest that were committed. Changes nothing, and works
 * beside a running exchange.
 *
 * SQLite reads a damaged log as a shorter one, and an empty file as a new database. The record of the last change tells
 * the difference. It is made before the database and is never ahead of it, so credentials without it, or with
 * one that says more, have been damaged.
 *
 * @throws DamagedError with the file.
 */
export function findCredentials({ databaseFile, tailFile }: Files): Found {
  const tail = tailOf(tailFile);
  const size = statSync(databaseFile, { throwIfNoEntry: false })?.size;
  if (size === undefined) return checkNoneYet(databaseFile, tail);
  // Not opened when it is empty: SQLite would remove the log beside it.
  if (size === 0) return checkBlank(databaseFile, tail);
  const database = new DatabaseSync(databaseFile, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    if (isBlank(database, databaseFile)) return checkBlank(databaseFile, tail);
    // One transaction, so that what is read is of one moment.
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

/** A power cut at the first start may leave an empty record, and one that says 0, without a database. */
function checkNoneYet(file: string, tail: Tail): Found {
  const isFirstStart = tail === undefined || tail === 'empty' || tail === 0;
  if (isFirstStart && !existsSync(`${file}-wal`)) return notCreated(noEntries());
  throw new DamagedError('The credentials were there before and are missing', { file });
}

/** A process may have ended at the first start, before it made the tables. */
function checkBlank(file: string, tail: Tail): Found {
  if (tail === 0) return notCreated(noEntries());
  throw new DamagedError('The credentials were there before and are empty', { file });
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

/** What the record says; undefined when there is none. */
type Tail = number | 'empty' | undefined;

function tailOf(file: string): Tail {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) return undefined;
  return size === 0 ? 'empty' : readTail(file);
}
