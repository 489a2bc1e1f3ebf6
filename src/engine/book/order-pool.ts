import type { IncomingOrder } from '../incoming-order.ts';

/** Integers of an order. */
const WIDTH = 8;

const TWO_32 = 2 ** 32;

/** A full pool doubles up to this size. Beyond, it grows by an eighth: in a pool that is half full, an order takes 64 bytes. */
const DOUBLES_UP_TO = 2 ** 16 * WIDTH;

const NO_INTEGERS = new Int32Array(0);

/**
 * All resting orders of the exchange in one array, eight 32-bit integers each: half a cache line, no work for the garbage
 * collector, and no cost for an instrument without orders. An order is named by its slot, the offset of its first integer. 0
 * means none. The integers of an order:
 *
 *     slot      rank; 0 while the slot is free
 *     slot | 1  open quantity
 *     slot | 2  traded quantity
 *     slot | 3  order id, lower 32 bits
 *     slot | 4  next order in the queue, or the next free slot
 *     slot | 5  previous order in the queue
 *     slot | 6  party number (24 bits) and flags (bit 24: post-only)
 *     slot | 7  index of the side of a book (16 bits) and the upper 16 bits of the order id
 *
 * A quantity beyond 2^31 - 1 has its upper 21 bits here, inverted, so that the integer is negative. Its lower 32 bits are in a
 * second array (8 bytes for each order), which is made for the first such order.
 *
 * The offsets are numbers in the code, without names: V8 inlines into a function up to a number of bytes of bytecode, and a name
 * takes four times the bytes of a number. Slots are multiples of eight, so `slot | 1` adds without an overflow check.
 */
export class OrderPool {
  /** Number of resting orders. */
  live = 0;
  /** With fewer live orders than this, `halve` frees memory. */
  sparseBelow = 0;
  private readonly minimum: number = 0;
  /** Replaced when the pool grows or shrinks. */
  cells = NO_INTEGERS;
  /** Lower halves of large quantities; empty until the first of them. */
  private lows = NO_INTEGERS;
  /** First of the free slots, which are linked; the last freed comes first. 0 only until `addFree` is called. */
  free = 0;
  /** First of the slots that were never used. */
  private fresh = WIDTH;

  constructor(initialOrders: number) {
    this.minimum = Math.max(2, initialOrders) * WIDTH;
    this.resize(this.minimum);
    this.addFree();
  }

  /** Number of orders for which there is room. */
  get capacity(): number {
    return this.cells.length / WIDTH;
  }

  /** Takes a free slot. */
  protected take(): number {
    const slot = this.free;
    // 0 in a slot that was never used.
    this.free = this.cells[slot | 4] as number;
    if (this.free === 0) this.addFree();
    this.live++;
    return slot;
  }

  /** Writes an order into its slot. */
  protected write(slot: number, order: IncomingOrder, sideIndex: number): void {
    const { orderId, leaves, cum } = order;
    const cells = this.cells;
    cells[slot] = order.rank;
    cells[slot | 1] = leaves;
    cells[slot | 2] = cum;
    cells[slot | 3] = orderId;
    cells[slot | 4] = 0;
    cells[slot | 6] = order.isPostOnly ? order.partyNumber | 0x1000000 : order.partyNumber;
    cells[slot | 7] = sideIndex << 16;
    if ((leaves | 0) !== leaves || (cum | 0) !== cum || (orderId | 0) !== orderId) {
      this.writeUpperHalves(slot, orderId, leaves, cum);
    }
  }

  /** Puts an order behind another (0 for none). */
  protected link(previous: number, slot: number): void {
    this.cells[slot | 5] = previous;
    // Slot 0 belongs to no order, so writing to it is harmless, and cheaper than a test.
    this.cells[previous | 4] = slot;
  }

  /** The rank of the order's price on its side: see `BookSide`. */
  rankOf(slot: number): number {
    return this.cells[slot] as number;
  }

  leavesOf(slot: number): number {
    const leaves = this.cells[slot | 1] as number;
    return leaves >= 0 ? leaves : this.joinQuantity(slot, 0, leaves);
  }

  cumOf(slot: number): number {
    const cum = this.cells[slot | 2] as number;
    return cum >= 0 ? cum : this.joinQuantity(slot, 1, cum);
  }

  partyOf(slot: number): number {
    return (this.cells[slot | 6] as number) & 0xffffff;
  }

  isPostOnly(slot: number): boolean {
    return ((this.cells[slot | 6] as number) & 0x1000000) !== 0;
  }

  nextOf(slot: number): number {
    return this.cells[slot | 4] as number;
  }

  previousOf(slot: number): number {
    return this.cells[slot | 5] as number;
  }

  setNext(slot: number, next: number): void {
    this.cells[slot | 4] = next | 0;
  }

  setPrevious(slot: number, previous: number): void {
    this.cells[slot | 5] = previous | 0;
  }

  /** Sets the open quantity, and adds to the traded one. */
  fill(slot: number, leaves: number, traded: number): void {
    const cum = this.cumOf(slot) + traded;
    this.setQuantity(slot, 0, leaves);
    this.setQuantity(slot, 1, cum);
  }

  idOf(slot: number): number {
    const cells = this.cells;
    const low = cells[slot | 3] as number;
    const high = (cells[slot | 7] as number) & 0xffff;
    // Small ids stay integers: as doubles they would cost a conversion for each look-up.
    return high === 0 && low >= 0 ? low : join(high, low);
  }

  /** As given to `add`. */
  sideIndexOf(slot: number): number {
    return (this.cells[slot | 7] as number) >>> 16;
  }

  /**
   * Visits the orders of a party. It looks at every slot until it has found all of them: lists by party would cost eight bytes
   * for each order and a few nanoseconds for each command, and are rarely needed.
   *
   * @param count how many there are.
   */
  visitParty(partyNumber: number, count: number, order: (slot: number) => void): void {
    const cells = this.cells;
    let left = count;
    for (let slot = WIDTH; left > 0 && slot < this.fresh; slot += WIDTH) {
      if (cells[slot] === 0 || this.partyOf(slot) !== partyNumber) continue;
      left -= 1;
      order(slot);
    }
  }

  /**
   * Halves the pool. Orders of the upper half move to free slots of the lower half. Less than a quarter of the pool is live, so
   * there is room. `moved` is called after each move.
   */
  halve(moved: (from: number, to: number) => void): void {
    const cells = this.cells;
    const half = Math.max(this.minimum, Math.ceil(cells.length / WIDTH / 2) * WIDTH);
    let to = WIDTH;
    for (let from = half; from < this.fresh; from += WIDTH) {
      if (cells[from] === 0) continue;
      while (cells[to] !== 0) to += WIDTH;
      cells.copyWithin(to, from, from + WIDTH);
      this.lows.copyWithin(to >> 2, from >> 2, (from >> 2) + 2);
      cells[from] = 0;
      moved(from, to);
    }
    this.resize(half);
    this.relistFree(Math.min(this.fresh, half));
  }

  /** Puts a slot that was never used into the empty list of free ones. Grows the pool if it is full. */
  addFree(): void {
    const slot = this.fresh;
    const length = this.cells.length;
    if (slot === length) this.resize(length < DOUBLES_UP_TO ? length * 2 : length + (length >> 6) * WIDTH);
    this.fresh = slot + WIDTH;
    this.free = slot;
  }

  /** Completes an order with a number beyond 32 bits. */
  writeUpperHalves(slot: number, orderId: number, leaves: number, cum: number): void {
    this.setQuantity(slot, 0, leaves);
    this.setQuantity(slot, 1, cum);
    this.cells[slot | 7] = (this.cells[slot | 7] as number) | (orderId / TWO_32);
  }

  private relistFree(fresh: number): void {
    const cells = this.cells;
    this.fresh = fresh;
    this.free = 0;
    for (let slot = fresh - WIDTH; slot > 0; slot -= WIDTH) {
      if (cells[slot] !== 0) continue;
      cells[slot | 4] = this.free;
      this.free = slot;
    }
    if (this.free === 0) this.addFree();
  }

  private resize(length: number): void {
    this.cells = resized(this.cells, length);
    if (this.lows.length > 0) this.lows = resized(this.lows, length >> 2);
    this.sparseBelow = length > this.minimum ? length / WIDTH / 4 : 0;
  }

  /** Stores the open (0) or the traded (1) quantity of an order. */
  private setQuantity(slot: number, which: number, quantity: number): void {
    const at = (slot | 1) + which;
    this.cells[at] = (quantity | 0) === quantity ? quantity : this.splitQuantity(slot, which, quantity);
  }

  /** Stores the lower half of a quantity beyond 2^31 - 1; @returns the upper half, inverted. */
  private splitQuantity(slot: number, which: number, quantity: number): number {
    if (this.lows.length === 0) this.lows = new Int32Array(this.cells.length >> 2);
    this.lows[(slot >> 2) | which] = quantity;
    return ~Math.floor(quantity / TWO_32);
  }

  private joinQuantity(slot: number, which: number, invertedHigh: number): number {
    return join(~invertedHigh, this.lows[(slot >> 2) | which] as number);
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
