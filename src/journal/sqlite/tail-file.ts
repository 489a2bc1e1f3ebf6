import { closeSync, existsSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { DamagedError } from '../damaged-error.ts';

const SIZE_BYTES = 12;

/**
 * The last committed sequence, in a file beside the database. SQLite takes a damaged log
 * for one that ends before the damage, so the database alone cannot tell that its newest
 * batches are gone; this file can. It is written after each commit and never synced: after
 * a power cut it may be behind the database, but never ahead of what was durable.
 */
export class TailFile {
  readonly #descriptor: number;
  readonly #record = new DataView(new ArrayBuffer(SIZE_BYTES));

  /** Opens the file, and makes it when it is not there. */
  constructor(file: string, lastSequence: number) {
    this.#descriptor = openSync(file, existsSync(file) ? 'r+' : 'w');
    this.write(lastSequence);
    // Once on disk the file keeps its size: what is written later fits one sector and cannot be torn.
    fsyncSync(this.#descriptor);
    syncFolder(dirname(file));
  }

  write(lastSequence: number): void {
    this.#record.setBigUint64(0, BigInt(lastSequence));
    this.#record.setUint32(8, crc32(new Uint8Array(this.#record.buffer, 0, 8)));
    writeSync(this.#descriptor, this.#record, 0, SIZE_BYTES, 0);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/**
 * 0 when there is no such file. Beside a running exchange it must be read before the
 * database, which is then at least as far.
 */
export function readTail(file: string): number {
  // Whoever reads beside a writer may see half of what it writes, once.
  const sequence = tryReadTail(file) ?? tryReadTail(file);
  if (sequence !== undefined) return sequence;
  throw new DamagedError('The record of the last committed event cannot be read', { file });
}

/** Where the journal ends, when that is not before what the record says was committed. */
export function checkedEnd(databaseFile: string, lastSequence: number, tail: number): number {
  if (tail <= lastSequence) return lastSequence;
  const sequence = lastSequence + 1;
  throw new DamagedError(
    `The journal ends too early: events ${sequence} to ${tail} were committed and are missing`,
    { file: databaseFile, sequence },
  );
}

function tryReadTail(file: string): number | undefined {
  if (!existsSync(file)) return 0;
  const record = new DataView(new ArrayBuffer(SIZE_BYTES + 1));
  const size = readStart(file, record);
  const checksum = crc32(new Uint8Array(record.buffer, 0, 8));
  if (size !== SIZE_BYTES || record.getUint32(8) !== checksum) return undefined;
  return Number(record.getBigUint64(0));
}

function readStart(file: string, into: DataView): number {
  const descriptor = openSync(file, 'r');
  try {
    return readSync(descriptor, into, 0, into.byteLength, 0);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes the names in a folder durable. */
function syncFolder(directory: string): void {
  const descriptor = openSync(directory, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
