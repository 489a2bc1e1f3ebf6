import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { DamagedError } from './damaged-error.ts';
import { syncFolder } from './durable-folder.ts';
import { PRIVATE_FILE } from './private-files.ts';

const SIZE_BYTES = 12;

/** A database, and the file that records its last commit. */
export interface RecordedDatabase {
  readonly databaseFile: string;
  readonly tailFile: string;
}

/**
 * Records the last committed sequence in a file beside the database. SQLite reads a damaged log as one that ends before
 * the damage, so the database alone does not show that its newest batches are lost. The file is written after each
 * commit and never synced: after a power cut it may be behind the database, but never ahead of it.
 */
export class TailFile {
  readonly #descriptor: number;

  /** Opens the file, and creates it if it is missing. */
  constructor(file: string, lastSequence: number) {
    this.#descriptor = openSync(file, existsSync(file) ? 'r+' : 'w', PRIVATE_FILE);
    this.write(lastSequence);
    // From here on the size of the file is durable. Later writes fit into one sector, so they cannot be torn.
    fsyncSync(this.#descriptor);
    syncFolder(dirname(file));
  }

  write(lastSequence: number): void {
    const record = Buffer.alloc(SIZE_BYTES);
    record.writeBigUInt64BE(BigInt(lastSequence));
    record.writeUInt32BE(crc32(record.subarray(0, 8)), 8);
    writeSync(this.#descriptor, record, 0, SIZE_BYTES, 0);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/**
 * The last committed sequence according to the record; undefined when there is no record yet. While an exchange runs, read
 * the record before the database, so that the database cannot be behind it.
 *
 * @throws DamagedError
 */
export function readTail(file: string): number | undefined {
  // Read twice: the first read may see a half-written record.
  const tail = parseTail(file) ?? parseTail(file);
  if (tail !== undefined) return tail.sequence;
  throw new DamagedError('The record of the last committed event cannot be read', { file });
}

/**
 * Checks the end of the journal against the record, which must have been read before the journal.
 *
 * @returns the last sequence of the journal.
 * @throws DamagedError when the journal is behind the record, or has events but no record. The record becomes durable
 * before the first event, so a missing one was removed.
 */
export function checkedEnd(
  { databaseFile, tailFile }: RecordedDatabase,
  lastSequence: number,
  tail: number | undefined,
): number {
  if (tail === undefined) {
    // An exchange that just started may have created the record meanwhile.
    if (lastSequence === 0 || readTail(tailFile) !== undefined) return lastSequence;
    throw new DamagedError(
      `The record of the last committed event is missing, but the journal has events up to ${lastSequence}: ` +
        'newer events may be lost',
      { file: tailFile },
    );
  }
  if (tail <= lastSequence) return lastSequence;
  const sequence = lastSequence + 1;
  throw new DamagedError(
    `The journal ends too early: events ${sequence} to ${tail} were committed and are missing`,
    { file: databaseFile, sequence },
  );
}

/** Undefined when the record cannot be read. */
function parseTail(file: string): { readonly sequence: number | undefined } | undefined {
  if (!existsSync(file)) return { sequence: undefined };
  const record = readFileSync(file);
  // The process crashed after it created the file and before it wrote the record.
  if (record.length === 0) return { sequence: undefined };
  if (record.length !== SIZE_BYTES || record.readUInt32BE(8) !== crc32(record.subarray(0, 8)))
    return undefined;
  return { sequence: Number(record.readBigUInt64BE()) };
}
