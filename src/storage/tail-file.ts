import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { DamagedError } from './damaged-error.ts';
import { syncFolder } from './durable-folder.ts';

const SIZE_BYTES = 12;

/**
 * The last committed sequence, in a file beside the database. SQLite takes a damaged log
 * for one that ends before the damage, so the database alone cannot tell that its newest
 * batches are gone; this file can. It is written after each commit and never synced: after
 * a power cut it may be behind the database, but never ahead of what was durable.
 */
export class TailFile {
  readonly #descriptor: number;

  /** Opens the file, and makes it when it is not there. */
  constructor(file: string, lastSequence: number) {
    this.#descriptor = openSync(file, existsSync(file) ? 'r+' : 'w');
    this.write(lastSequence);
    // Once on disk the file keeps its size: what is written later fits one sector and cannot be torn.
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
  const record = readFileSync(file);
  // A power cut came between making the file and filling it: nothing was committed yet.
  if (record.length === 0) return 0;
  if (record.length !== SIZE_BYTES || record.readUInt32BE(8) !== crc32(record.subarray(0, 8)))
    return undefined;
  return Number(record.readBigUInt64BE());
}
