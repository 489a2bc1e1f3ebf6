import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { DamagedError } from './damaged-error.ts';
import { syncFolder } from './durable-folder.ts';
import { PRIVATE_FILE } from './private-files.ts';

const SIZE_BYTES = 12;

/** A database, and the record of what was committed to it last. */
export interface RecordedDatabase {
  readonly databaseFile: string;
  readonly tailFile: string;
}

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
    this.#descriptor = openSync(file, existsSync(file) ? 'r+' : 'w', PRIVATE_FILE);
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
 * The last committed sequence by this record; undefined when there is none yet. Beside a running exchange it must be
 * read before the database, which is then at least as far.
 */
export function readTail(file: string): number | undefined {
  // The first read may see half of a record that is being written.
  const tail = parseTail(file) ?? parseTail(file);
  if (tail !== undefined) return tail.sequence;
  throw new DamagedError('The record of the last committed event cannot be read', { file });
}

/**
 * Where the journal ends, once it is checked against the record that was read before it.
 *
 * @throws DamagedError when the journal is shorter than the record says, or has events and no record. A record is
 * durable before the first event is committed, so one that is missing was removed.
 */
export function checkedEnd(
  { databaseFile, tailFile }: RecordedDatabase,
  lastSequence: number,
  tail: number | undefined,
): number {
  if (tail === undefined) {
    // An exchange that starts beside this reader may have made it since.
    if (lastSequence === 0 || readTail(tailFile) !== undefined) return lastSequence;
    throw new DamagedError(
      `The record of the last committed event is missing, and the journal has events up to ${lastSequence}: ` +
        'without it nothing shows whether newer ones are lost',
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
  // A crash came between making the file and filling it.
  if (record.length === 0) return { sequence: undefined };
  if (record.length !== SIZE_BYTES || record.readUInt32BE(8) !== crc32(record.subarray(0, 8)))
    return undefined;
  return { sequence: Number(record.readBigUInt64BE()) };
}
