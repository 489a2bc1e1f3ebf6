import { dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { BatchTag } from '../../../gen/redleaf/journal/v1/journal_codec.ts';
import { DamagedError, type DamagePlace } from '../../storage/damaged-error.ts';
import { otherVersionRemedy } from '../../storage/other-version.ts';
import { asDamage, readChecked } from '../../storage/sqlite-error.ts';
import { decodeBatch } from '../batch-decoder.ts';
import { FORMAT_VERSION } from '../batch-format.ts';
import type { Beginning, StoredBatch } from '../journal.ts';
import { ArchivedError, JournalVersionError } from '../journal-errors.ts';
import { batchChecksum } from './batch-checksum.ts';
import { checkSchema, openForReading, readBeginning, readEpoch } from './schema.ts';

const COLUMNS = 'SELECT first_sequence, last_sequence, checksum, bytes FROM batches';
const LAST = `${COLUMNS} ORDER BY first_sequence DESC LIMIT 1`;
/** Begins with the batch that has the given event. */
const FROM = `${COLUMNS} WHERE first_sequence >=
  (SELECT max(first_sequence) FROM batches WHERE first_sequence <= ?) ORDER BY first_sequence`;

/** Batches of one read. Opening a transaction for each small batch takes longer than reading the batch. */
const PAGE_BATCHES = 256;
const PAGE_BYTES = 4 * 2 ** 20;

type Row = Readonly<Record<string, unknown>>;

/** Reads batches by sequence. No transaction is open while a caller works with a batch. */
export class BatchReader {
  readonly epoch: number;
  /** Undefined when it begins with event 1. */
  readonly beginning: Beginning | undefined;
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #from: StatementSync;
  readonly #last: StatementSync;

  /** Throws a DamagedError or a JournalVersionError for a file that is not a journal. */
  constructor(file: string) {
    this.#file = file;
    this.#database = openForReading(file);
    try {
      checkSchema(this.#database, file);
      this.epoch = readEpoch(this.#database, file);
      this.beginning = readBeginning(this.#database, file);
      this.#from = readChecked({ file }, () => this.#database.prepare(FROM));
      this.#last = readChecked({ file }, () => this.#database.prepare(LAST));
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  last(): StoredBatch | undefined {
    const place = { file: this.#file };
    const row = readChecked(place, () => this.#last.get());
    return row === undefined ? undefined : checked(row, place);
  }

  /** The last committed event; 0 while there is none. */
  get lastSequence(): number {
    return this.last()?.lastSequence ?? this.beginning?.afterSequence ?? 0;
  }

  /** The last committed event, and its time: nanoseconds since 1970-01-01 UTC; 0 while there is none. */
  lastTime(): { readonly sequence: number; readonly timeNs: bigint } {
    const last = this.last();
    if (last === undefined) return { sequence: this.lastSequence, timeNs: this.beginning?.timeNs ?? 0n };
    return { sequence: last.lastSequence, timeNs: decodeBatch(last.bytes, {}).lastTimeNs };
  }

  /** The batches with events after this one, in order, including those that are committed during the iteration. */
  *batches(afterSequence: number, lastSequence: () => number): Generator<StoredBatch> {
    if (this.beginning !== undefined && afterSequence < this.beginning.afterSequence) {
      throw new ArchivedError(`the journal does not have event ${afterSequence + 1}`, this.beginning);
    }
    let next = afterSequence + 1;
    let isFirst = true;
    while (next <= lastSequence()) {
      for (const row of this.#page(next)) {
        if (next > lastSequence()) return;
        const batch = checked(row, { file: this.#file, sequence: next });
        const begins = isFirst ? batch.firstSequence <= next : batch.firstSequence === next;
        if (!begins || batch.lastSequence < next) throw this.#missing(next);
        yield batch;
        next = batch.lastSequence + 1;
        isFirst = false;
      }
    }
  }

  close(): void {
    this.#database.close();
  }

  #page(sequence: number): Row[] {
    const rows: Row[] = [];
    let size = 0;
    try {
      for (const row of this.#from.iterate(sequence)) {
        rows.push(row);
        const { bytes } = row;
        if (bytes instanceof Uint8Array) size += bytes.length;
        if (rows.length === PAGE_BATCHES || size >= PAGE_BYTES) break;
      }
    } catch (error) {
      // The batches before the damage are sound. The next page meets the damage again.
      if (rows.length === 0) throw asDamage(error, { file: this.#file, sequence });
    }
    if (rows.length === 0) throw this.#missing(sequence);
    return rows;
  }

  #missing(sequence: number): DamagedError {
    return new DamagedError('The batch is missing', { file: this.#file, sequence });
  }
}

/** The batch of a row, if its checksum is right. */
function checked(row: Row, place: DamagePlace & { readonly file: string }): StoredBatch {
  const { file } = place;
  const { first_sequence: firstSequence, last_sequence: lastSequence, checksum, bytes } = row;
  if (
    typeof firstSequence !== 'number' ||
    typeof lastSequence !== 'number' ||
    !(bytes instanceof Uint8Array) ||
    firstSequence < 1 ||
    lastSequence < firstSequence ||
    batchChecksum(bytes, firstSequence, lastSequence) !== checksum
  ) {
    const named = typeof firstSequence === 'number' ? { ...place, sequence: firstSequence } : place;
    throw new DamagedError('The checksum is wrong', named);
  }
  if (bytes[0] === BatchTag.formatVersion && bytes[1] !== FORMAT_VERSION) {
    throw new JournalVersionError(
      file,
      `has events of format ${bytes[1]}, and this version of the exchange knows only ${FORMAT_VERSION}: ${otherVersionRemedy(dirname(file))}`,
    );
  }
  return { firstSequence, lastSequence, bytes };
}
