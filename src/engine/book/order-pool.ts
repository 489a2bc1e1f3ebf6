/**
 * All resting orders of the exchange in one array, eight 32-bit integers each: half a cache line, no work for the garbage
 * collector, and no cost for an instrument without orders. An order is named by its slot, the offset of its first integer. 0
 * means none.
 *
 * A quantity beyond 2^31 - 1 has its upper 21 bits here, inverted, so that the integer is negative. Its lower 32 bits are in a
 * second array (8 bytes for each order), which is made for the first such order.
 *
 * The offsets of the fields are not exported: V8 looks up an imported constant at each use, and compiles a module's own into
 * the machine code. Slots are multiples of eight, so `slot | FIELD` adds without an overflow check. The two together made the
 * flash crash 1.1 times as fast.
 */
const WIDTH = 8;

/** 0 while the slot is free. */
const RANK = 0;
const LEAVES = 1;
const CUM = 2;
const ID_LOW = 3;
const NEXT = 4;
const PREVIOUS = 5;
/** Party number (24 bits) and flags. */
const PARTY = 6;
/** Index of the side of a book (16 bits) and the upper 16 bits of the order id. */
const TAG = 7;

/** Offsets in the array of lower halves, which has two integers for each slot. */
const LEAVES_LOW = 0;
const CUM_LOW = 1;

const PARTY_BITS = 0xffffff;
const POST_ONLY = 0x1000000;

const TWO_32 = 2 ** 32;

/** A full pool doubles up to this size. Beyond, it grows by an eighth: in a pool that is half full, an order takes 64 bytes. */
const DOUBLES_UP_TO = 2 ** 16 * WIDTH;

const NO_INTEGERS = new Int32Array(0);

export class OrderPool {
  /** Number of resting orders. */
  live = 0;
  /** With fewer live orders than this, `compact` frees memory. */
  sparseBelow = 0;
  readonly #minimum: number = 0;
  /** Replaced when the pool grows or shrinks. */
  #cells = NO_INTEGERS;
  /** Lower halves of large quantities; empty until the first of them. */
  #lows = NO_INTEGERS;
  /** First of the free slots, which are linked by `NEXT`; the last freed comes first. */
  #free = 0;
  /** First of the slots that were never used. */
  #fresh = WIDTH;

  constructor(initialOrders: number) {
    this.#minimum = Math.max(2, initialOrders) * WIDTH;
    this.#resize(this.#minimum);
  }

  /** Number of orders for which there is room. */
  get capacity(): number {
    return this.#cells.length / WIDTH;
  }

  /** Adds an order at the end of a queue, behind `previous` (0 for none); returns its slot. */
  add(
    orderId: number,
    sideIndex: number,
    partyNumber: number,
    rank: number,
    leaves: number,
    cum: number,
    previous: number,
  ): number {
    let slot = this.#free;
    if (slot === 0) slot = this.#freshSlot() | 0;
    else this.#free = this.#cells[slot | NEXT] as number;
    const cells = this.#cells;
    cells[slot | RANK] = rank | 0;
    cells[slot | LEAVES] = (leaves | 0) === leaves ? leaves : this.#splitQuantity(slot, LEAVES_LOW, leaves);
    cells[slot | CUM] = (cum | 0) === cum ? cum : this.#splitQuantity(slot, CUM_LOW, cum);
    cells[slot | ID_LOW] = orderId | 0;
    cells[slot | NEXT] = 0;
    cells[slot | PREVIOUS] = previous | 0;
    // Slot 0 belongs to no order, so writing to it is harmless, and cheaper than a test.
    cells[previous | NEXT] = slot;
    cells[slot | PARTY] = partyNumber | 0;
    cells[slot | TAG] = (sideIndex << 16) | ((orderId | 0) === orderId ? 0 : orderId / TWO_32);
    this.live++;
    return slot;
  }

  /** Removes the order from its queue and frees its slot. */
  release(slot: number): void {
    const cells = this.#cells;
    const next = cells[slot | NEXT] as number;
    const previous = cells[slot | PREVIOUS] as number;
    cells[next | PREVIOUS] = previous;
    cells[previous | NEXT] = next;
    cells[slot | RANK] = 0;
    cells[slot | NEXT] = this.#free;
    this.#free = slot;
    this.live--;
  }

  /** The rank of the order's price on its side: see `BookSide`. */
  rankOf(slot: number): number {
    return this.#cells[slot | RANK] as number;
  }

  leavesOf(slot: number): number {
    const leaves = this.#cells[slot | LEAVES] as number;
    return leaves >= 0 ? leaves : this.#joinQuantity(slot, LEAVES_LOW, leaves);
  }

  cumOf(slot: number): number {
    const cum = this.#cells[slot | CUM] as number;
    return cum >= 0 ? cum : this.#joinQuantity(slot, CUM_LOW, cum);
  }

  partyOf(slot: number): number {
    return (this.#cells[slot | PARTY] as number) & PARTY_BITS;
  }

  isPostOnly(slot: number): boolean {
    return ((this.#cells[slot | PARTY] as number) & POST_ONLY) !== 0;
  }

  setPostOnly(slot: number): void {
    this.#cells[slot | PARTY] = (this.#cells[slot | PARTY] as number) | POST_ONLY;
  }

  nextOf(slot: number): number {
    return this.#cells[slot | NEXT] as number;
  }

  previousOf(slot: number): number {
    return this.#cells[slot | PREVIOUS] as number;
  }

  setNext(slot: number, next: number): void {
    this.#cells[slot | NEXT] = next | 0;
  }

  setPrevious(slot: number, previous: number): void {
    this.#cells[slot | PREVIOUS] = previous | 0;
  }

  /** Sets the open quantity, and adds to the traded one. */
  fill(slot: number, leaves: number, traded: number): void {
    const cells = this.#cells;
    const cum = this.cumOf(slot) + traded;
    cells[slot | LEAVES] = (leaves | 0) === leaves ? leaves : this.#splitQuantity(slot, LEAVES_LOW, leaves);
    cells[slot | CUM] = (cum | 0) === cum ? cum : this.#splitQuantity(slot, CUM_LOW, cum);
  }

  idOf(slot: number): number {
    const cells = this.#cells;
    const low = cells[slot | ID_LOW] as number;
    const high = (cells[slot | TAG] as number) & 0xffff;
    // Small ids stay integers: as doubles they would cost a conversion for each look-up.
    return high === 0 && low >= 0 ? low : join(high, low);
  }

  /** As given to `add`. */
  sideIndexOf(slot: number): number {
    return (this.#cells[slot | TAG] as number) >>> 16;
  }

  /**
   * Visits the orders of a party. It looks at every slot: lists by party would cost eight bytes for each order and a few
   * nanoseconds for each command, and are rarely needed.
   */
  visitParty(partyNumber: number, order: (slot: number) => void): void {
    const cells = this.#cells;
    for (let slot = WIDTH; slot < this.#fresh; slot += WIDTH) {
      if (cells[slot | RANK] !== 0 && this.partyOf(slot) === partyNumber) order(slot);
    }
  }

  /**
   * Halves the pool. Orders of the upper half move to free slots of the lower half. Less than a quarter of the pool is live, so
   * there is room. `moved` is called after each move.
   */
  compact(moved: (from: number, to: number) => void): void {
    const cells = this.#cells;
    const half = Math.max(this.#minimum, Math.ceil(cells.length / WIDTH / 2) * WIDTH);
    let to = WIDTH;
    for (let from = half; from < this.#fresh; from += WIDTH) {
      if (cells[from | RANK] === 0) continue;
      while (cells[to | RANK] !== 0) to += WIDTH;
      cells.copyWithin(to, from, from + WIDTH);
      this.#lows.copyWithin(to >> 2, from >> 2, (from >> 2) + 2);
      cells[from | RANK] = 0;
      moved(from, to);
    }
    this.#resize(half);
    this.#relistFree(Math.min(this.#fresh, half));
  }

  #freshSlot(): number {
    const slot = this.#fresh;
    const length = this.#cells.length;
    if (slot === length) this.#resize(length < DOUBLES_UP_TO ? length * 2 : length + (length >> 6) * WIDTH);
    this.#fresh = slot + WIDTH;
    return slot;
  }

  #relistFree(fresh: number): void {
    const cells = this.#cells;
    this.#fresh = fresh;
    this.#free = 0;
    for (let slot = fresh - WIDTH; slot > 0; slot -= WIDTH) {
      if (cells[slot | RANK] !== 0) continue;
      cells[slot | NEXT] = this.#free;
      this.#free = slot;
    }
  }

  #resize(length: number): void {
    this.#cells = resized(this.#cells, length);
    if (this.#lows.length > 0) this.#lows = resized(this.#lows, length >> 2);
    this.sparseBelow = length > this.#minimum ? length / WIDTH / 4 : 0;
  }

  /** Stores the lower half of a quantity beyond 2^31 - 1; @returns the upper half, inverted. */
  #splitQuantity(slot: number, half: number, quantity: number): number {
    if (this.#lows.length === 0) this.#lows = new Int32Array(this.#cells.length >> 2);
    this.#lows[(slot >> 2) | half] = quantity;
    return ~Math.floor(quantity / TWO_32);
  }

  #joinQuantity(slot: number, half: number, invertedHigh: number): number {
    return join(~invertedHigh, this.#lows[(slot >> 2) | half] as number);
  }
}

function resized(integers: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(length);
  copy.set(length < integers.length ? integers.subarray(0, length) : integers);
  return copy;
}

function join(high: number, low: number): number {
  return high * TWO_32 + (low >>> 0);
}
