import { FarLevels } from './far-levels.ts';
import { Occupancy } from './occupancy.ts';
import type { OrderPool } from './order-pool.ts';

const SMALLEST_WINDOW = 256;
const LARGEST_WINDOW = 2 ** 17;
const LAST_TICK = 2 ** 31 - 1;

const NO_LEVELS = new Int32Array(0);
const NO_OCCUPANCY = new Occupancy(0);

/**
 * The price levels of one book, bids and asks alike: for each tick (price in units of the
 * tick size, 1 to 2^31 - 1) its orders in line. Ticks inside a window around the market are
 * an array index away; the others are in an ordered map. Touches of the map pay for moving
 * the window to where they are, or for growing it.
 *
 * `i >>> 0 >= this.#size >>> 0` asks if i is outside the window. Both are made unsigned,
 * since the optimizer compares an unsigned number with a signed one as doubles.
 */
export class PriceLadder {
  /** So much was outside the window that it should `follow` the market. */
  followDue = false;
  readonly #pool: OrderPool;
  /** First and last order of each tick of the window, side by side. */
  #ends = NO_LEVELS;
  #occupied = NO_OCCUPANCY;
  #base = 0;
  #size = 0;
  readonly #far = new FarLevels();
  /** Touches of far levels since the window last moved, and the ticks they span. */
  #farTouches = 0;
  #farLow = LAST_TICK;
  #farHigh = 0;

  constructor(pool: OrderPool) {
    this.#pool = pool;
  }

  /** Ticks that are an array index away. */
  get windowSize(): number {
    return this.#size;
  }

  /** The first in line, or 0. */
  headAt(tick: number): number {
    const i = (tick - this.#base) | 0;
    return i >>> 0 < this.#size >>> 0 ? (this.#ends[i << 1] as number) : this.#far.headAt(tick);
  }

  /** Puts an order behind those at its tick. */
  append(tick: number, slot: number): void {
    const i = (tick - this.#base) | 0;
    if (i >>> 0 >= this.#size >>> 0) {
      this.#appendFar(tick, slot);
      return;
    }
    const ends = this.#ends;
    const last = ends[(i << 1) | 1] as number;
    ends[(i << 1) | 1] = slot;
    this.#linkBehind(last, slot);
    if (last !== 0) return;
    ends[i << 1] = slot;
    this.#occupied.add(i);
  }

  /** Takes an order out of its line; true when it was the only one. */
  remove(tick: number, slot: number): boolean {
    const pool = this.#pool;
    const next = pool.nextOf(slot);
    const previous = pool.previousOf(slot);
    const i = (tick - this.#base) | 0;
    if (i >>> 0 >= this.#size >>> 0) return this.#removeFar(tick, slot, next, previous);
    const ends = this.#ends;
    if (next === 0) ends[(i << 1) | 1] = previous;
    else pool.setPrevious(next, previous);
    if (previous === 0) ends[i << 1] = next;
    else pool.setNext(previous, next);
    if ((next | previous) !== 0) return false;
    this.#occupied.delete(i);
    return true;
  }

  /** The order has moved to another slot: its neighbours or its level learn of it. */
  relink(tick: number, from: number, to: number): void {
    const pool = this.#pool;
    const next = pool.nextOf(to);
    const previous = pool.previousOf(to);
    if (next !== 0) pool.setPrevious(next, to);
    if (previous !== 0) pool.setNext(previous, to);
    if (next === 0 || previous === 0) this.#changeEnds(tick, from, to, to);
  }

  /** The highest level below this tick, or 0. */
  below(tick: number): number {
    const i = (tick - this.#base) | 0;
    if (i > 0 && i <= this.#size) {
      const found = this.#occupied.below(i);
      if (found >= 0) return this.#base + found;
    }
    return this.#belowFar(tick);
  }

  /** The lowest level above this tick, or 0. */
  above(tick: number): number {
    const i = tick + 1 - this.#base;
    if (i >= 0 && i < this.#size) {
      const found = this.#occupied.from(i);
      if (found >= 0) return this.#base + found;
    }
    return this.#aboveFar(tick);
  }

  /**
   * Grows the window to hold what was touched near it as well, and as much again, since
   * prices that came once come again. It does so in one step: by four at a time, the short
   * flash crash took 1.15 times as long. What does not fit, because it is the largest or
   * they are too far, moves it to the market.
   */
  follow(market: number): void {
    const low = Math.min(this.#farLow, this.#base);
    const high = Math.max(this.#farHigh, this.#base + this.#size - 1);
    const isNear = this.#farHigh !== 0;
    let size = this.#size;
    while (isNear && size < 2 * (high - low) && size < LARGEST_WINDOW) size *= 2;
    const centre = isNear && high - low < size ? Math.floor((low + high) / 2) : market;
    this.#setWindow(startAround(centre, size), size);
    this.#forgetTouches();
  }

  #belowFar(tick: number): number {
    if (tick - this.#base <= this.#size) return this.#far.below(Math.min(tick, this.#base));
    const above = this.#far.below(tick);
    return above >= this.#base + this.#size ? above : this.below(this.#base + this.#size);
  }

  #aboveFar(tick: number): number {
    if (tick + 1 >= this.#base) return this.#far.from(Math.max(tick + 1, this.#base + this.#size));
    const below = this.#far.from(tick + 1);
    return below !== 0 && below < this.#base ? below : this.above(this.#base - 1);
  }

  /** An empty ladder gives a large window back; a small one stays for the next order. */
  dropWindowIfEmpty(): void {
    if (!this.#isEmpty() || this.#size <= SMALLEST_WINDOW) return;
    this.#ends = NO_LEVELS;
    this.#occupied = NO_OCCUPANCY;
    this.#base = 0;
    this.#size = 0;
    this.#forgetTouches();
  }

  #linkBehind(last: number, slot: number): void {
    const pool = this.#pool;
    pool.setPrevious(slot, last);
    pool.setNext(slot, 0);
    if (last !== 0) pool.setNext(last, slot);
  }

  /** Where the level begins or ends with `from`, it now does with `head` or `tail`; 0 when it is gone. */
  #changeEnds(tick: number, from: number, head: number, tail: number): void {
    const i = (tick - this.#base) | 0;
    if (i >>> 0 >= this.#size >>> 0) {
      this.#changeFarEnds(tick, from, head, tail);
      return;
    }
    const ends = this.#ends;
    if (ends[i << 1] === from) ends[i << 1] = head;
    if (ends[(i << 1) | 1] === from) ends[(i << 1) | 1] = tail;
  }

  #removeFar(tick: number, slot: number, next: number, previous: number): boolean {
    const pool = this.#pool;
    if (next !== 0) pool.setPrevious(next, previous);
    if (previous !== 0) pool.setNext(previous, next);
    if (next === 0 || previous === 0) this.#changeFarEnds(tick, slot, next, previous);
    return (next | previous) === 0;
  }

  #appendFar(tick: number, slot: number): void {
    if (this.#isEmpty()) {
      this.#openWindow(tick);
      this.append(tick, slot);
      return;
    }
    const last = this.#far.tailAt(tick);
    this.#linkBehind(last, slot);
    this.#far.set(tick, last === 0 ? slot : this.#far.headAt(tick), slot);
    this.#countTouch(tick);
  }

  #changeFarEnds(tick: number, from: number, head: number, tail: number): void {
    const oldHead = this.#far.headAt(tick);
    const oldTail = this.#far.tailAt(tick);
    const newHead = oldHead === from ? head : oldHead;
    if (newHead === 0) this.#far.delete(tick);
    else this.#far.set(tick, newHead, oldTail === from ? tail : oldTail);
    this.#countTouch(tick);
  }

  /** A move costs in proportion to the window; when touches have paid for one, it is due. */
  #countTouch(tick: number): void {
    this.#farTouches++;
    // What no window could hold together with the present one is no reason to grow.
    if (Math.abs(tick - this.#base) < LARGEST_WINDOW) {
      if (tick < this.#farLow) this.#farLow = tick;
      if (tick > this.#farHigh) this.#farHigh = tick;
    }
    if (this.#farTouches >= this.#size / 32) this.followDue = true;
  }

  #forgetTouches(): void {
    this.followDue = false;
    this.#farTouches = 0;
    this.#farLow = LAST_TICK;
    this.#farHigh = 0;
  }

  #isEmpty(): boolean {
    return this.#far.size === 0 && this.#occupied.from(0) < 0;
  }

  /** The window of an empty ladder goes wherever its first order is. */
  #openWindow(tick: number): void {
    if (this.#size === 0) this.#setWindow(startAround(tick, SMALLEST_WINDOW), SMALLEST_WINDOW);
    else this.#base = startAround(tick, this.#size);
  }

  #setWindow(base: number, size: number): void {
    if (base === this.#base && size === this.#size) return;
    const before = { base: this.#base, size: this.#size, ends: this.#ends, occupied: this.#occupied };
    this.#base = base;
    this.#size = size;
    this.#ends = new Int32Array(2 * size);
    this.#occupied = new Occupancy(size);
    for (let i = before.occupied.from(0); i >= 0; i = before.occupied.from(i + 1)) {
      this.#put(before.base + i, before.ends[i << 1] as number, before.ends[(i << 1) | 1] as number);
    }
    for (let tick = this.#far.from(base); tick !== 0 && tick - base < size; tick = this.#far.from(tick + 1)) {
      this.#put(tick, this.#far.headAt(tick), this.#far.tailAt(tick));
      this.#far.delete(tick);
    }
  }

  #put(tick: number, head: number, tail: number): void {
    const i = (tick - this.#base) | 0;
    if (i >>> 0 >= this.#size >>> 0) {
      this.#far.set(tick, head, tail);
      return;
    }
    this.#ends[i << 1] = head;
    this.#ends[(i << 1) | 1] = tail;
    this.#occupied.add(i);
  }
}

/** Where a window of this size starts so that the tick is in its middle. */
function startAround(tick: number, size: number): number {
  return Math.min(Math.max(tick - size / 2, 0), LAST_TICK - size + 1) | 0;
}
