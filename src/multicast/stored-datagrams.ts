import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { datagramFile } from './datagram-store.ts';

/** The writer locks the file while it creates it. */
const BUSY_TIMEOUT_MS = 10_000;

/** The datagrams that the multicast writer retains in a data folder. There are none until it has created its file. */
export class StoredDatagrams {
  readonly #file: string;
  #database: DatabaseSync | undefined;

  /** @param directory the data folder. */
  constructor(directory: string) {
    this.#file = datagramFile(directory);
  }

  /** Session of the datagrams; empty when none were sent. */
  get session(): string {
    return String(this.#get('SELECT session AS value FROM cursor') ?? '');
  }

  /** The oldest datagram that is retained; 0 when there is none. */
  get oldestSequence(): number {
    return Number(this.#get('SELECT min(sequence) AS value FROM datagrams') ?? 0);
  }

  /** The bytes that were sent, in order without a gap, at most `limit`; fewer when no more were sent. */
  read(firstSequence: number, lastSequence: number, limit: number): Uint8Array[] {
    const rows = this.#open()
      ?.prepare('SELECT payload FROM datagrams WHERE sequence BETWEEN ? AND ? ORDER BY sequence LIMIT ?')
      .all(firstSequence, lastSequence, limit);
    return (rows ?? []).flatMap(({ payload }) => (payload instanceof Uint8Array ? [payload] : []));
  }

  close(): void {
    this.#database?.close();
  }

  #get(query: string): unknown {
    return this.#open()?.prepare(query).get()?.['value'];
  }

  #open(): DatabaseSync | undefined {
    if (this.#database === undefined && existsSync(this.#file)) {
      const database = new DatabaseSync(this.#file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
      // The writer creates the file a moment before its tables.
      const hasTables =
        database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'cursor'").get() !== undefined;
      if (hasTables) this.#database = database;
      else database.close();
    }
    return this.#database;
  }
}
