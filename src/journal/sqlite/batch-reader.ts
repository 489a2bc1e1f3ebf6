import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { DamagedError } from '../damaged-error.ts';
import type { StoredBatch } from '../journal.ts';
import { batchChecksum } from './batch-checksum.ts';
import { BUSY_TIMEOUT_MS, checkSchema } from './schema.ts';
import { errorMessage, saysDamaged } from './sqlite-error.ts';

const COLUMNS = 'first_sequence, last_sequence, checksum, bytes';

/** Reads batches by sequence. Holds no transaction open between two of them. */
export class BatchReader {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #beginning: StatementSync;
  readonly #holding: StatementSync;
  readonly #last: StatementSync;

  /** Throws a DamagedError or a JournalVersionError for a file that is not a journal. */
  constructor(file: string) {
    this.#file = file;
    this.#database = this.#guard(
      0,
      () => new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS }),
    );
    try {
      this.#guard(0, () => checkSchema(this.#database, file));
      const prepare = (rest: string) => this.#database.prepare(`SELECT ${COLUMNS} FROM batches ${rest}`);
      this.#beginning = prepare('WHERE first_sequence = ?');
      this.#holding = prepare('WHERE first_sequence <= ? ORDER BY first_sequence DESC LIMIT 1');
      this.#last = prepare('ORDER BY first_sequence DESC LIMIT 1');
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  last(): StoredBatch | undefined {
    return this.#batch(0, () => this.#last.get());
  }

  /** The batch that begins with this event. */
  beginning(sequence: number): StoredBatch {
    return this.#found(
      sequence,
      this.#batch(sequence, () => this.#beginning.get(sequence)),
    );
  }

  /** The batch that holds this event. */
  holding(sequence: number): StoredBatch {
    return this.#found(
      sequence,
      this.#batch(sequence, () => this.#holding.get(sequence)),
    );
  }

  close(): void {
    this.#database.close();
  }

  #found(sequence: number, statement: StatementSync): StoredBatch {
    const batch = this.#batch(sequence, () => statement.get(sequence));
    if (batch !== undefined && batch.lastSequence >= sequence) return batch;
    throw new DamagedError('The batch is missing', { file: this.#file, sequence });
  }

  #batch(sequence: number, get: () => ReturnType<StatementSync['get']>): StoredBatch | undefined {
    const row = this.#guard(sequence, get);
    if (row === undefined) return undefined;
    const { first_sequence: firstSequence, last_sequence: lastSequence, checksum, bytes } = row;
    if (
      typeof firstSequence !== 'number' ||
      typeof lastSequence !== 'number' ||
      !(bytes instanceof Uint8Array) ||
      firstSequence < 1 ||
      lastSequence < firstSequence ||
      batchChecksum(bytes, firstSequence, lastSequence) !== checksum
    ) {
      const place = typeof firstSequence === 'number' ? firstSequence : sequence;
      throw new DamagedError('The checksum is wrong', { file: this.#file, sequence: place });
    }
    return { firstSequence, lastSequence, bytes };
  }

  /** Turns what SQLite says about a damaged file into the journal's own error. */
  #guard<Result>(sequence: number, action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      const outOfRange = error instanceof Error && 'code' in error && error.code === 'ERR_OUT_OF_RANGE';
      if (!saysDamaged(error) && !outOfRange) throw error;
      const place = sequence > 0 ? { file: this.#file, sequence } : { file: this.#file };
      throw new DamagedError(`The database cannot be read: ${errorMessage(error)}`, place, error);
    }
  }
}
