/** Memory of a ring: positions, then bytes. One thread writes it, another one reads it. */
export type RingMemory = SharedArrayBuffer;

/** Positions count 8-byte words since the beginning, modulo 2^32. */
const WRITTEN = 0;
const READ = 1;
const HEADER_BYTES = 64;
const WORD_BYTES = 8;
/** Before each record: its length in bytes. */
const LENGTH_BYTES = 8;
/** Instead of a length: the next record is at the beginning of the memory. */
const SKIP = 0xffffffff;

/** @param words capacity in 8-byte words: a power of two. */
export function ringMemory(words: number): RingMemory {
  return new SharedArrayBuffer(HEADER_BYTES + words * WORD_BYTES);
}

class Ring {
  protected readonly positions: Uint32Array<SharedArrayBuffer>;
  protected readonly bytes: Uint8Array<SharedArrayBuffer>;
  protected readonly lengths: Uint32Array<SharedArrayBuffer>;
  protected readonly words: number;

  constructor(memory: RingMemory) {
    this.positions = new Uint32Array(memory, 0, 2);
    this.bytes = new Uint8Array(memory, HEADER_BYTES);
    this.lengths = new Uint32Array(memory, HEADER_BYTES);
    this.words = this.bytes.length / WORD_BYTES;
  }
}

/** The writing end of a ring. */
export class RingWriter extends Ring {
  #written = Atomics.load(this.positions, WRITTEN);
  /** Larger records do not fit. */
  readonly maxBytes = this.bytes.length / 2 - LENGTH_BYTES;

  /**
   * Copies a record into the ring.
   *
   * @returns false if there is too little room for now.
   * @throws RangeError for a record that is too large at any time.
   */
  write(record: Uint8Array): boolean {
    if (record.length > this.maxBytes)
      throw new RangeError(`a record of ${record.length} bytes does not fit`);
    const needed = wordsOf(LENGTH_BYTES + record.length);
    const free = this.words - ((this.#written - Atomics.load(this.positions, READ)) >>> 0);
    const offset = this.#written % this.words;
    const untilEnd = this.words - offset;
    const skipped = untilEnd < needed ? untilEnd : 0;
    if (skipped + needed > free) return false;
    if (skipped > 0) this.lengths[offset * 2] = SKIP;
    const start = skipped > 0 ? 0 : offset;
    this.lengths[start * 2] = record.length;
    this.bytes.set(record, start * WORD_BYTES + LENGTH_BYTES);
    this.#written = (this.#written + skipped + needed) >>> 0;
    Atomics.store(this.positions, WRITTEN, this.#written);
    return true;
  }
}

/** The reading end of a ring. */
export class RingReader extends Ring {
  #read = Atomics.load(this.positions, READ);

  /** A copy of the next record; undefined if there is none for now. */
  read(): Buffer<ArrayBuffer> | undefined {
    if (Atomics.load(this.positions, WRITTEN) === this.#read) return undefined;
    let offset = this.#read % this.words;
    if (this.lengths[offset * 2] === SKIP) {
      this.#read = (this.#read + this.words - offset) >>> 0;
      offset = 0;
    }
    const length = this.lengths[offset * 2] ?? 0;
    const record = Buffer.allocUnsafe(length);
    const start = offset * WORD_BYTES + LENGTH_BYTES;
    record.set(this.bytes.subarray(start, start + length));
    this.#read = (this.#read + wordsOf(LENGTH_BYTES + length)) >>> 0;
    Atomics.store(this.positions, READ, this.#read);
    return record;
  }
}

function wordsOf(bytes: number): number {
  return Math.ceil(bytes / WORD_BYTES);
}
