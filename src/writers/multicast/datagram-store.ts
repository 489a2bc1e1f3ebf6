import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { inTransaction } from '../../journal/sqlite/transaction.ts';

const FILE = 'multicast.db';
const BUSY_TIMEOUT_MS = 10_000;
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS datagrams (sequence INTEGER PRIMARY KEY, payload BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS cursor (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    session TEXT NOT NULL,
    event INTEGER NOT NULL,
    sequence INTEGER NOT NULL
  ) STRICT;
  INSERT OR IGNORE INTO cursor VALUES (1, '', 0, 0);
`;

export interface SentUpTo {
  /** Empty before the first event. */
  readonly session: string;
  /** The last event of the journal whose datagrams were sent. */
  readonly event: number;
  /** The number of the last datagram that was sent. */
  readonly sequence: number;
}

export function datagramFile(directory: string): string {
  return join(directory, FILE);
}

/**
 * How far the sending is, and the latest datagrams for listeners that have lost some. A power cut may set it back; then
 * the same is sent again.
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
    this.#database = new DatabaseSync(datagramFile(directory), { timeout: BUSY_TIMEOUT_MS });
    try {
      this.#database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${SCHEMA}`);
      this.#insert = this.#database.prepare('INSERT OR REPLACE INTO datagrams VALUES (?, ?)');
      this.#move = this.#database.prepare('UPDATE cursor SET session = ?, event = ?, sequence = ?');
      this.#prune = this.#database.prepare('DELETE FROM datagrams WHERE sequence <= ?');
      const row = this.#database.prepare('SELECT session, event, sequence FROM cursor').get();
      this.#sent = {
        session: String(row?.['session']),
        event: Number(row?.['event']),
        sequence: Number(row?.['sequence']),
      };
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  get sent(): SentUpTo {
    return this.#sent;
  }

  /** Before they are sent, so that whoever loses one can have it at once. */
  keep(firstSequence: number, payloads: readonly Uint8Array[]): void {
    inTransaction(this.#database, () => {
      payloads.forEach((payload, index) => {
        this.#insert.run(firstSequence + index, payload);
      });
      this.#prune.run(firstSequence + payloads.length - 1 - this.#retained);
    });
  }

  move(sent: SentUpTo): void {
    this.#move.run(sent.session, sent.event, sent.sequence);
    this.#sent = sent;
  }

  close(): void {
    this.#database.close();
  }
}
