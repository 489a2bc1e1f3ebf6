import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type FollowerCursor, NO_EVENT } from '../follower/follower-cursor.ts';
import { checkCursorTable } from '../follower/sqlite-cursor.ts';
import { newEpoch } from '../storage/epoch.ts';
import { openPrivateDatabase } from '../storage/private-files.ts';
import { inTransaction } from '../storage/transaction.ts';
import { LIMIT_WAL } from '../storage/wal-limit.ts';

const FILE = 'multicast.db';
const BUSY_TIMEOUT_MS = 10_000;
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS datagrams (sequence INTEGER PRIMARY KEY, payload BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS cursor (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    session TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    event INTEGER NOT NULL,
    event_time_ns INTEGER NOT NULL,
    sequence INTEGER NOT NULL
  ) STRICT;
  INSERT OR IGNORE INTO cursor VALUES (1, '', 0, 0, 0, 0);
`;

export interface SentUpTo {
  /** Empty before the first event. */
  readonly session: string;
  /** The last event of the journal whose datagrams were sent. */
  readonly event: FollowerCursor;
  /** The number of the last datagram that was sent. */
  readonly sequence: number;
}

export function datagramFile(directory: string): string {
  return join(directory, FILE);
}

/**
 * The cursor of the multicast writer, and the latest datagrams for listeners that have lost some. A power cut may set it back: the
 * same datagrams are sent again then.
 */
export class DatagramStore {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #move: StatementSync;
  readonly #prune: StatementSync;
  readonly #retained: number;
  #sent: SentUpTo;

  constructor(directory: string, retained: number) {
    this.#retained = retained;
    const file = datagramFile(directory);
    this.#database = openPrivateDatabase(file, { timeout: BUSY_TIMEOUT_MS });
    try {
      this.#database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${LIMIT_WAL}; ${SCHEMA}`);
      checkCursorTable(this.#database, file);
      this.#insert = this.#database.prepare('INSERT OR REPLACE INTO datagrams VALUES (?, ?)');
      this.#move = this.#database.prepare(
        'UPDATE cursor SET session = ?, epoch = ?, event = ?, event_time_ns = ?, sequence = ?',
      );
      this.#prune = this.#database.prepare('DELETE FROM datagrams WHERE sequence <= ?');
      this.#sent = readSent(this.#database);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  get sent(): SentUpTo {
    return this.#sent;
  }

  /** Stores datagrams and their session before they are sent: a listener that loses the first one can ask for it at once. */
  keep(session: string, firstSequence: number, payloads: readonly Uint8Array[]): void {
    inTransaction(this.#database, () => {
      if (session !== this.#sent.session) this.move({ ...this.#sent, session });
      payloads.forEach((payload, index) => {
        this.#insert.run(firstSequence + index, payload);
      });
      this.#prune.run(firstSequence + payloads.length - 1 - this.#retained);
    });
  }

  move(sent: SentUpTo): void {
    const { session, event, sequence } = sent;
    this.#move.run(session, event.epoch, event.sequence, event.timeNs, sequence);
    this.#sent = sent;
  }

  close(): void {
    this.#database.close();
  }
}

function readSent(database: DatabaseSync): SentUpTo {
  // As text: nanoseconds pass 2^53.
  const row = database
    .prepare('SELECT session, epoch, event, CAST(event_time_ns AS TEXT) AS time, sequence FROM cursor')
    .get();
  return {
    session: String(row?.['session']),
    event: {
      epoch: Number(row?.['epoch']),
      sequence: Number(row?.['event']),
      timeNs: BigInt(String(row?.['time'])),
    },
    sequence: Number(row?.['sequence']),
  };
}

/**
 * Makes the writer of this folder send everything from the first event, in a session that no listener knows: another version may
 * send other datagrams for the same events. The folder must have no datagrams yet.
 */
export function beginSession(directory: string): void {
  const store = new DatagramStore(directory, 1);
  // A session has the name of an epoch, and listeners take the higher one for the later one.
  store.move({ session: String(newEpoch()), event: NO_EVENT, sequence: 0 });
  store.close();
}
