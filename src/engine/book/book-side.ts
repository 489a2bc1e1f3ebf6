import { Side } from '../../domain/order.ts';
import type { Book } from './book.ts';
import { FarLevels } from './far-levels.ts';
import type { IdleWindows } from './idle-windows.ts';
import { Occupancy } from './occupancy.ts';
import { RankScale } from './rank-scale.ts';
import type { RestingOrders } from './resting-orders.ts';

const SMALLEST_WINDOW = 256;
const LARGEST_WINDOW = 2 ** 17;
const HIGHEST_RANK = 2 ** 31 - 1;

const NO_LEVELS = new Int32Array(0);
const NO_OCCUPANCY = new Occupancy(0);

/**
 * One side of a book: its price levels, and the queue of orders at each. Levels are ordered by rank, so that both sides use the
 * same code.
 *
 * Levels inside a window are in arrays, by rank. Levels outside are in an ordered map. After enough accesses to the map the
 * window moves there, or grows.
 *
 * The best two ranks are numbers of their own. Most orders that come and go open the best level and close it again, which then
 * changes two numbers, and nothing is searched.
 *
 * `i >>> 0 >= this.size >>> 0` tests whether i is outside the window. Both operands are unsigned, because V8 compares an
 * unsigned number with a signed one as doubles.
 */
export class BookSide extends RankScale {
  /** The best rank with orders; 0 for none. */
  best = 0;
  readonly side: Side = Side.Buy;
  declare readonly book: Book;
  readonly instrumentId: number = 0;
  /** Index of the side in the engine's list. */
  readonly index: number = 0;
  /** The side that an order of this side trades with. */
  opposite: BookSide = this;
  /** Set by `IdleWindows`: counts up with each side that becomes empty. 0 if the side is not among those that keep their window. */
  emptiedAt = 0;
  declare private readonly orders: RestingOrders;
  declare private readonly idle: IdleWindows;
  /** The rank after the best one; 0 if it is not known or there is none. */
  private second = 0;
  /** Number of ranks with orders, other than these two. */
  private others = 0;
  private base = 0;
  private size = 0;
  /** First and last order of each rank in the window, in pairs. */
  private ends = NO_LEVELS;
  /** Ranks in the window with orders, other than the best and the second. */
  private occupied = NO_OCCUPANCY;
  private readonly far = new FarLevels();
  /** Accesses to far levels since the window last moved, and the range of their ranks. */
  private farTouches = 0;
  private farLow = HIGHEST_RANK;
  private farHigh = 0;

  constructor(side: Side, book: Book, orders: RestingOrders, idle: IdleWindows) {
    super(side, book.instrument);
    this.side = side;
    this.book = book;
    this.instrumentId = book.instrumentId;
    this.index = (book.index << 1) | (side === Side.Buy ? 0 : 1);
    this.orders = orders;
    this.idle = idle;
  }

  /** Number of ranks in the window. */
  get windowSize(): number {
    return this.size;
  }

  /** Whether an order with this rank would trade. */
  crosses(rank: number): boolean {
    return (rank ^ HIGHEST_RANK) < this.opposite.best;
  }

  /** The first order in the queue at this rank; 0 for none. */
  headAt(rank: number): number {
    const i = (rank - this.base) | 0;
    return i >>> 0 < this.size >>> 0 ? (this.ends[i << 1] as number) : this.far.headAt(rank);
  }

  /** Puts an order at the end of the queue at this rank; @returns the one before it, 0 for none. */
  append(rank: number, slot: number): number {
    const i = (rank - this.base) | 0;
    if (i >>> 0 >= this.size >>> 0) return this.appendFar(rank, slot);
    const ends = this.ends;
    const level = (i << 1) & 0x7fffffff;
    const last = ends[level | 1] as number;
    ends[level | 1] = slot;
    if (last === 0) {
      ends[level] = slot;
      this.open(rank);
    }
    return last;
  }

  /** Takes an order out of the queue at this rank, where it is between two others (0 for none). */
  detach(rank: number, slot: number, previous: number, next: number): void {
    const i = (rank - this.base) | 0;
    if (i >>> 0 >= this.size >>> 0) {
      this.detachFar(rank, slot, previous, next);
      return;
    }
    const ends = this.ends;
    const level = (i << 1) & 0x7fffffff;
    if (next === 0) ends[level | 1] = previous;
    if (previous === 0) ends[level] = next;
    if ((next | previous) === 0) this.close(rank);
  }

  /** A rank has orders now. */
  private open(rank: number): void {
    const best = this.best;
    if (rank > best) {
      if (this.second !== 0) this.add(this.second);
      this.second = best;
      this.best = rank;
    } else {
      this.openOther(rank);
    }
  }

  private openOther(rank: number): void {
    const second = this.second;
    const isSecond = second === 0 ? this.others === 0 : rank > second;
    if (isSecond) this.second = rank;
    if (!isSecond) this.add(rank);
    else if (second !== 0) this.add(second);
  }

  /** A rank has no orders any more. */
  private close(rank: number): void {
    const second = this.second;
    if (rank === this.best && (second !== 0 || this.others === 0)) {
      this.best = second;
      this.second = 0;
      if (second === 0) this.idle.add(this);
    } else {
      this.closeOther(rank);
    }
  }

  private closeOther(rank: number): void {
    if (rank === this.best) {
      this.best = this.otherBelow(rank);
      this.delete(this.best);
    } else if (rank === this.second) {
      this.second = 0;
    } else {
      this.delete(rank);
    }
  }

  private add(rank: number): void {
    this.others++;
    const i = (rank - this.base) | 0;
    if (i >>> 0 < this.size >>> 0) this.occupied.add(i);
  }

  private delete(rank: number): void {
    this.others--;
    const i = (rank - this.base) | 0;
    if (i >>> 0 < this.size >>> 0) this.occupied.delete(i);
  }

  /** Links the neighbours or the level of an order that has moved to another slot. */
  relink(rank: number, from: number, to: number): void {
    const orders = this.orders;
    const next = orders.nextOf(to);
    const previous = orders.previousOf(to);
    if (next !== 0) orders.setPrevious(next, to);
    if (previous !== 0) orders.setNext(previous, to);
    if (next === 0 || previous === 0) this.changeEnds(rank, from, to, to);
  }

  /** The highest level below this rank; 0 for none. */
  below(rank: number): number {
    if (rank > this.best) return this.best;
    if (rank > this.second && this.second !== 0) return this.second;
    return this.otherBelow(rank);
  }

  /** Like `below`, for a rank up to the second one, or up to the best one while the second is not known. */
  private otherBelow(rank: number): number {
    const i = (rank - this.base) | 0;
    if (i > 0 && i <= this.size) {
      const found = this.occupied.below(i);
      if (found >= 0) return this.base + found;
    }
    return this.belowFar(rank);
  }

  /** The quantity that an order could trade with this rank as its limit, counted up to `atMost`. */
  quantityUpTo(limit: number, atMost: number): number {
    let sum = 0;
    for (let rank = this.best; rank !== 0 && rank >= limit; rank = this.below(rank)) {
      for (let slot = this.headAt(rank); slot !== 0; slot = this.orders.nextOf(slot)) {
        const leaves = this.orders.leavesOf(slot);
        // Compared before the addition, because the sum of two quantities may not be exact.
        if (leaves >= atMost - sum) return atMost;
        sum += leaves;
      }
    }
    return sum;
  }

  /** From best to worst, and by time at one price. */
  visit(order: (slot: number, side: Side) => void): void {
    for (let rank = this.best; rank !== 0; rank = this.below(rank)) {
      for (let slot = this.headAt(rank); slot !== 0; slot = this.orders.nextOf(slot)) order(slot, this.side);
    }
  }

  /** Frees the window of an empty side if it is large. A small one stays for the next order. */
  dropWindowIfEmpty(): void {
    if (this.best !== 0 || this.size <= SMALLEST_WINDOW) return;
    this.ends = NO_LEVELS;
    this.occupied = NO_OCCUPANCY;
    this.base = 0;
    this.size = 0;
    this.forgetTouches();
  }

  private belowFar(rank: number): number {
    if (rank - this.base <= this.size) return this.far.below(Math.min(rank, this.base));
    const above = this.far.below(rank);
    return above >= this.base + this.size ? above : this.otherBelow(this.base + this.size);
  }

  /** Replaces `from` as the first order of the level by `head`, and as its last order by `tail`. */
  private changeEnds(rank: number, from: number, head: number, tail: number): void {
    const i = (rank - this.base) | 0;
    if (i >>> 0 >= this.size >>> 0) {
      this.changeFarEnds(rank, from, head, tail);
      return;
    }
    const ends = this.ends;
    const level = (i << 1) & 0x7fffffff;
    if (ends[level] === from) ends[level] = head;
    if (ends[level | 1] === from) ends[level | 1] = tail;
  }

  private appendFar(rank: number, slot: number): number {
    if (this.best === 0) {
      this.openWindow(rank);
      return this.append(rank, slot);
    }
    const last = this.far.tailAt(rank);
    this.far.set(rank, last === 0 ? slot : this.far.headAt(rank), slot);
    if (last === 0) this.open(rank);
    this.countTouch(rank);
    return last;
  }

  private detachFar(rank: number, slot: number, previous: number, next: number): void {
    if (next === 0 || previous === 0) this.changeFarEnds(rank, slot, next, previous);
    if ((next | previous) === 0) this.close(rank);
    this.countTouch(rank);
  }

  /** Removes the level if it has no first order left. */
  private changeFarEnds(rank: number, from: number, head: number, tail: number): void {
    const oldHead = this.far.headAt(rank);
    const oldTail = this.far.tailAt(rank);
    const newHead = oldHead === from ? head : oldHead;
    if (newHead === 0) this.far.delete(rank);
    else this.far.set(rank, newHead, oldTail === from ? tail : oldTail);
  }

  /** Moving the window costs time in proportion to its size. Enough accesses to far levels justify a move. */
  private countTouch(rank: number): void {
    this.farTouches++;
    // Ranks too far to share a window with the current one do not make it grow.
    if (Math.abs(rank - this.base) < LARGEST_WINDOW) {
      if (rank < this.farLow) this.farLow = rank;
      if (rank > this.farHigh) this.farHigh = rank;
    }
    if (this.farTouches >= this.size / 32 && this.best !== 0) this.moveWindow();
  }

  /**
   * Grows the window to hold the nearby accesses, and as much again, since prices tend to come back. One step is faster: with
   * steps of factor four, the short flash crash took 1.15 times as long. If the window cannot grow, or the accesses are too
   * far, it moves to the best price.
   */
  private moveWindow(): void {
    const low = Math.min(this.farLow, this.base);
    const high = Math.max(this.farHigh, this.base + this.size - 1);
    const isNear = this.farHigh !== 0;
    let size = this.size;
    while (isNear && size < 2 * (high - low) && size < LARGEST_WINDOW) size *= 2;
    const centre = isNear && high - low < size ? Math.floor((low + high) / 2) : this.best;
    this.setWindow(startAround(centre, size), size);
    this.forgetTouches();
  }

  private forgetTouches(): void {
    this.farTouches = 0;
    this.farLow = HIGHEST_RANK;
    this.farHigh = 0;
  }

  /** Places the window of an empty side around its first order. */
  private openWindow(rank: number): void {
    if (this.size === 0) this.setWindow(startAround(rank, SMALLEST_WINDOW), SMALLEST_WINDOW);
    else this.base = startAround(rank, this.size);
  }

  private setWindow(base: number, size: number): void {
    if (base === this.base && size === this.size) return;
    this.occupyBestTwo(true);
    const before = { base: this.base, size: this.size, ends: this.ends, occupied: this.occupied };
    this.base = base;
    this.size = size;
    this.ends = new Int32Array(2 * size);
    this.occupied = new Occupancy(size);
    for (let i = before.occupied.below(before.size); i >= 0; i = before.occupied.below(i)) {
      this.put(before.base + i, before.ends[i << 1] as number, before.ends[(i << 1) | 1] as number);
    }
    for (let rank = this.far.below(base + size); rank >= base && rank !== 0; rank = this.far.below(rank)) {
      this.put(rank, this.far.headAt(rank), this.far.tailAt(rank));
      this.far.delete(rank);
    }
    this.occupyBestTwo(false);
  }

  /** The best two ranks are among those in the window only while the window moves. */
  private occupyBestTwo(isMoving: boolean): void {
    for (const rank of [this.best, this.second]) {
      const i = (rank - this.base) | 0;
      if (rank === 0 || i >>> 0 >= this.size >>> 0) continue;
      if (isMoving) this.occupied.add(i);
      else this.occupied.delete(i);
    }
  }

  private put(rank: number, head: number, tail: number): void {
    const i = (rank - this.base) | 0;
    if (i >>> 0 >= this.size >>> 0) {
      this.far.set(rank, head, tail);
      return;
    }
    this.ends[i << 1] = head;
    this.ends[(i << 1) | 1] = tail;
    this.occupied.add(i);
  }
}

/** Start of a window of this size with the rank in its middle. */
function startAround(rank: number, size: number): number {
  return Math.min(Math.max(rank - size / 2, 0), HIGHEST_RANK - size + 1) | 0;
}
