import type { DatabaseSync } from 'node:sqlite';
import { RefusedError, refuse } from '../domain/refusal.ts';
import { makeFolder } from '../storage/durable-folder.ts';
import { openPrivateDatabase } from '../storage/private-files.ts';
import { errorMessage } from '../storage/sqlite-error.ts';
import { TailFile } from '../storage/tail-file.ts';
import { inTransaction } from '../storage/transaction.ts';
import { credentialsFiles } from './credentials-files.ts';
import { createTables, prepareWrite, type StoredCredentials } from './credentials-schema.ts';
import {
  apply,
  type Change,
  type Entries,
  KINDS,
  type Kind,
  NO_TOTALS,
  noEntries,
  type Totals,
  totalsAfter,
} from './entries.ts';
import { findCredentials } from './find-credentials.ts';

const BUSY_TIMEOUT_MS = 2_000;

interface Options {
  /** WAL for a running exchange. DELETE leaves no log, so that a copy on a read-only disk can be read. */
  readonly journalMode: 'WAL' | 'DELETE';
  readonly warn: (message: string) => void;
}

/**
 * Opens the credentials of a data folder, or creates empty ones.
 *
 * @throws DamagedError when the credentials are damaged or outdated. Nothing is changed then.
 */
export function openEntryFile(dataDir: string, { journalMode, warn }: Options): EntryFile {
  makeFolder(dataDir);
  const files = credentialsFiles(dataDir);
  const { isCreated, stored } = findCredentials(files);
  // Create the record before the database: a database without a record counts as damaged.
  const tail = new TailFile(files.tailFile, isCreated ? stored.totals.generation : 0);
  const database = openPrivateDatabase(files.databaseFile, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec(`PRAGMA journal_mode = ${journalMode}; PRAGMA synchronous = FULL`);
    const file = isCreated ? stored : create(database, stored.entries);
    return new EntryFile(database, tail, file, warn);
  } catch (error) {
    database.close();
    tail.close();
    throw error;
  }
}

function create(database: DatabaseSync, entries: Entries): StoredCredentials {
  const changes = changesOf(entries);
  const totals = totalsAfter(NO_TOTALS, noEntries(), changes);
  inTransaction(database, () => {
    createTables(database);
    prepareWrite(database)(changes, totals);
  });
  return { entries, totals };
}

/**
 * The entries of `credentials.db`. They are read and checked at the start and then kept in memory, so that a login of an
 * unknown caller reads nothing from the disk.
 */
export class EntryFile {
  readonly #database: DatabaseSync;
  readonly #tail: TailFile;
  readonly #store: (changes: readonly Change[], totals: Totals) => void;
  readonly #entries: Entries;
  readonly #warn: (message: string) => void;
  #totals: Totals;
  #tailIsBehind = false;

  constructor(
    database: DatabaseSync,
    tail: TailFile,
    { entries, totals }: StoredCredentials,
    warn: (message: string) => void,
  ) {
    this.#database = database;
    this.#tail = tail;
    this.#store = prepareWrite(database);
    this.#entries = entries;
    this.#totals = totals;
    this.#warn = warn;
    this.#recordTail();
  }

  all(kind: Kind): ReadonlyMap<string, string> {
    return this.#entries[kind];
  }

  /**
   * Makes all changes durable, or none of them. Each entry may change once.
   *
   * @throws RefusedError PARTY_STORE_UNAVAILABLE, as on a full disk.
   */
  write(changes: readonly Change[]): void {
    const totals = totalsAfter(this.#totals, this.#entries, changes);
    try {
      inTransaction(this.#database, () => this.#store(changes, totals));
    } catch (error) {
      const message = `passwords and sessions cannot be written now: ${errorMessage(error)}`;
      throw new RefusedError(refuse('PARTY_STORE_UNAVAILABLE', message));
    }
    this.#totals = totals;
    apply(changes, this.#entries);
    this.#recordTail();
  }

  close(): void {
    this.#database.close();
    this.#tail.close();
  }

  /** A failure only weakens the check of the next start, so the change stays valid. Warns once until a write succeeds. */
  #recordTail(): void {
    const wasBehind = this.#tailIsBehind;
    try {
      this.#tail.write(this.#totals.generation);
      this.#tailIsBehind = false;
    } catch (error) {
      this.#tailIsBehind = true;
      if (wasBehind) return;
      this.#warn(
        `the record of the last change of the credentials cannot be written: ${errorMessage(error)}`,
      );
    }
  }
}

function changesOf(entries: Entries): Change[] {
  return KINDS.flatMap((kind) => Array.from(entries[kind], ([id, value]) => ({ kind, id, value })));
}
