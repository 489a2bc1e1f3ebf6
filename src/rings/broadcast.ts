/** Memory of a broadcast: positions, then bytes. One thread writes it, any number read it. */
export type BroadcastMemory = SharedArrayBuffer;

/** Positions count bytes since the beginning. */
const RESERVED = 0;
const WRITTEN = 1;
const HEADER_BYTES = 64;
/** Before the bytes of a batch: their number, the first and the last event. */
const BATCH_HEADER_BYTES = 24;
/** Instead of a number of bytes: the next batch is at the beginning of the memory. */
const SKIP = -1;
/** Instead of a number of bytes: the batch is too large to be here. */
const ABSENT = -2;
/** A batch may take this part of the memory, so that a reader which falls behind can still have read a few. */
const PARTS = 8;

/** @param bytes capacity: a multiple of 64. */
export function broadcastMemory(bytes: number): BroadcastMemory {
  return new SharedArrayBuffer(HEADER_BYTES + bytes);
}

class Broadcast {
  protected readonly positions: BigInt64Array<SharedArrayBuffer>;
  protected readonly bytes: Uint8Array<SharedArrayBuffer>;
  protected readonly numbers: Float64Array<SharedArrayBuffer>;
  protected readonly capacity: number;
  readonly #barrier = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  constructor(memory: BroadcastMemory) {
    this.positions = new BigInt64Array(memory, 0, 2);
    this.bytes = new Uint8Array(memory, HEADER_BYTES);
    this.numbers = new Float64Array(memory, HEADER_BYTES);
    this.capacity = this.bytes.length;
  }

  /**
   * Keeps the plain accesses before it apart from those behind it. A single atomic access is not enough on processors such as ARM: plain
   * writes may pass an atomic store, and plain reads an atomic load, but nothing passes a store that a load follows.
   */
  protected keepOrder(): void {
    Atomics.store(this.#barrier, 0, 0);
    Atomics.load(this.#barrier, 0);
  }

  protected load(index: number): number {
    return Number(Atomics.load(this.positions, index));
  }
}

/** The writing end. It never waits: a reader that falls too far behind misses batches, and learns it. */
export class BroadcastWriter extends Broadcast {
  #written = this.load(WRITTEN);

  publish(batch: Uint8Array, firstSequence: number, lastSequence: number): void {
    const isAbsent = batch.length > this.capacity / PARTS;
    const size = BATCH_HEADER_BYTES + (isAbsent ? 0 : aligned(batch.length));
    const offset = this.#written % this.capacity;
    const untilEnd = this.capacity - offset;
    const skips = untilEnd < size;
    const end = this.#written + (skips ? untilEnd : 0) + size;
    Atomics.store(this.positions, RESERVED, BigInt(end));
    this.keepOrder();
    if (skips) this.numbers[offset / 8] = SKIP;
    const start = skips ? 0 : offset;
    this.numbers[start / 8] = isAbsent ? ABSENT : batch.length;
    this.numbers[start / 8 + 1] = firstSequence;
    this.numbers[start / 8 + 2] = lastSequence;
    if (!isAbsent) this.bytes.set(batch, start + BATCH_HEADER_BYTES);
    this.#written = end;
    Atomics.store(this.positions, WRITTEN, BigInt(end));
  }
}

/** A batch that was published. */
export interface PublishedBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Undefined for a batch that was too large; the journal has it. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
}

/** A reading end. It begins with what is published next. */
export class BroadcastReader extends Broadcast {
  #read = this.load(WRITTEN);

  /** Whether there is something to read. */
  get isBehind(): boolean {
    return this.load(WRITTEN) !== this.#read;
  }

  /** The next batch; undefined if there is none for now; `missed` if it was overwritten, and reading goes on with what comes next. */
  next(): PublishedBatch | 'missed' | undefined {
    if (!this.isBehind) return undefined;
    if (!this.#isOverwritten) {
      const { batch, end } = this.#copy();
      this.keepOrder();
      // The writer may have come here during the copy.
      if (!this.#isOverwritten) {
        this.#read = end;
        return batch;
      }
    }
    this.#read = this.load(WRITTEN);
    return 'missed';
  }

  /** Whether the writer may have overwritten what is read next. */
  get #isOverwritten(): boolean {
    return this.load(RESERVED) - this.#read > this.capacity;
  }

  #copy(): { readonly batch: PublishedBatch; readonly end: number } {
    let start = this.#read;
    let offset = start % this.capacity;
    if (this.numbers[offset / 8] === SKIP) {
      start += this.capacity - offset;
      offset = 0;
    }
    const length = this.numbers[offset / 8] ?? 0;
    const from = offset + BATCH_HEADER_BYTES;
    const batch: PublishedBatch = {
      firstSequence: this.numbers[offset / 8 + 1] ?? 0,
      lastSequence: this.numbers[offset / 8 + 2] ?? 0,
      bytes: length === ABSENT ? undefined : new Uint8Array(this.bytes.subarray(from, from + length)),
    };
    const size = BATCH_HEADER_BYTES + (length === ABSENT ? 0 : aligned(length));
    return { batch, end: start + size };
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}
