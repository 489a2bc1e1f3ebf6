import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { datagramFile } from './datagram-store.ts';

/** Datagrams that were sent, for those who have lost some. */
export interface MulticastReplay {
  /** Of the stream that is sent; empty when none is. */
  readonly session: string;
  /** The oldest datagram that is kept; 0 when there is none. */
  readonly oldestSequence: number;
  /** The same bytes as were sent, in order without a gap, at most `limit`; fewer when no more were sent. */
  read(firstSequence: number, lastSequence: number, limit: number): Uint8Array[];
  close(): void;
}

/** Reads what the multicast writer keeps in a data folder, from when it has begun to. */
export function openMulticastReplay(directory: string): MulticastReplay {
  return new StoredDatagrams(datagramFile(directory));
}

class StoredDatagrams implements MulticastReplay {
  readonly #file: string;
  #database: DatabaseSync | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  get session(): string {
    return String(this.#get('SELECT session AS value FROM cursor') ?? '');
  }

  get oldestSequence(): number {
    return Number(this.#get('SELECT min(sequence) AS value FROM datagrams') ?? 0);
  }

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
      const database = new DatabaseSync(this.#file, { readOnly: true });
      // The writer makes the file a moment before what is in it.
      const hasTables =
        database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'cursor'").get() !== undefined;
      if (hasTables) this.#database = database;
      else database.close();
    }
    return this.#database;
  }
}
