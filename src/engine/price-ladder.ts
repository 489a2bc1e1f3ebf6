import { FarLevels } from './far-levels.ts';
import { Occupancy } from './occupancy.ts';
import { NEXT, type OrderPool, PREVIOUS } from './order-pool.ts';

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
  #inWindow = 0;
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
    const i = tick - this.#base;
    return i >>> 0 < this.#size ? (this.#ends[2 * i] as number) : this.#far.headAt(tick);
  }

  /** Puts an order behind those at its tick. */
  append(tick: number, slot: number): void {
    const i = tick - this.#base;
    if (i >>> 0 >= this.#size) {
      this.#appendFar(tick, slot);
      return;
    }
    const ends = this.#ends;
    const last = ends[2 * i + 1] as number;
    ends[2 * i + 1] = slot;
    this.#linkBehind(last, slot);
    if (last !== 0) return;
    ends[2 * i] = slot;
    this.#occupied.add(i);
    this.#inWindow++;
  }

  /** Takes an order out of its line; true when it was the only one. */
  remove(tick: number, slot: number): boolean {
    const cells = this.#pool.cells;
    const next = cells[slot + NEXT] as number;
    const previous = cells[slot + PREVIOUS] as number;
    if (next !== 0) cells[next + PREVIOUS] = previous;
    if (previous !== 0) cells[previous + NEXT] = next;
    if (next === 0 || previous === 0) this.#changeEnds(tick, slot, next, previous);
    return next === 0 && previous === 0;
  }

  /** The order has moved to another slot: its neighbours or its level learn of it. */
  relink(tick: number, from: number, to: number): void {
    const cells = this.#pool.cells;
    const next = cells[to + NEXT] as number;
    const previous = cells[to + PREVIOUS] as number;
    if (next !== 0) cells[next + PREVIOUS] = to;
    if (previous !== 0) cells[previous + NEXT] = to;
    if (next === 0 || previous === 0) this.#changeEnds(tick, from, to, to);
  }

  /** The highest level below this tick, or 0. */
  below(tick: number): number {
    const i = tick - this.#base;
    if (i > 0 && i <= this.#size) {
      const found = this.#occupied.below(i);
      return found >= 0 ? this.#base + found : this.#far.below(this.#base);
    }
    if (i <= 0) return this.#far.below(tick);
    const above = this.#far.below(tick);
    return above >= this.#base + this.#size ? above : this.below(this.#base + this.#size);
  }

  /** The lowest level above this tick, or 0. */
  above(tick: number): number {
    const i = tick + 1 - this.#base;
    if (i >= 0 && i < this.#size) {
      const found = this.#occupied.from(i);
      return found >= 0 ? this.#base + found : this.#far.from(this.#base + this.#size);
    }
    if (i >= 0) return this.#far.from(tick + 1);
    const below = this.#far.from(tick + 1);
    return below !== 0 && below < this.#base ? below : this.above(this.#base - 1);
  }

  /**
   * Grows the window to hold what was touched near it as well, since prices that came once
   * come again. What does not fit, because it is the largest or they are too far, moves it
   * to the market.
   */
  follow(market: number): void {
    const low = Math.min(this.#farLow, this.#base);
    const high = Math.max(this.#farHigh, this.#base + this.#size - 1);
    const isNear = this.#farHigh !== 0;
    const size = isNear ? Math.min(this.#size * 4, LARGEST_WINDOW) : this.#size;
    const centre = isNear && high - low < size ? Math.floor((low + high) / 2) : market;
    this.#setWindow(startAround(centre, size), size);
    this.#forgetTouches();
  }

  #linkBehind(last: number, slot: number): void {
    const cells = this.#pool.cells;
    cells[slot + PREVIOUS] = last;
    cells[slot + NEXT] = 0;
    if (last !== 0) cells[last + NEXT] = slot;
  }

  /** Where the level begins or ends with `from`, it now does with `head` or `tail`; 0 when it is gone. */
  #changeEnds(tick: number, from: number, head: number, tail: number): void {
    const i = tick - this.#base;
    if (i >>> 0 >= this.#size) {
      this.#changeFarEnds(tick, from, head, tail);
      return;
    }
    const ends = this.#ends;
    if (ends[2 * i] === from) ends[2 * i] = head;
    if (ends[2 * i + 1] === from) ends[2 * i + 1] = tail;
    if (ends[2 * i] !== 0) return;
    this.#occupied.delete(i);
    this.#inWindow--;
    if (this.#inWindow === 0) this.#dropIfEmpty();
  }

  #appendFar(tick: number, slot: number): void {
    if (this.#inWindow === 0 && this.#far.size === 0) {
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
    if (this.#inWindow === 0) this.#dropIfEmpty();
  }

  /** A move costs the window and what is in it; when touches have paid for one, it is due. */
  #countTouch(tick: number): void {
    this.#farTouches++;
    // What no window could hold together with the present one is no reason to grow.
    if (Math.abs(tick - this.#base) < LARGEST_WINDOW) {
      if (tick < this.#farLow) this.#farLow = tick;
      if (tick > this.#farHigh) this.#farHigh = tick;
    }
    if (this.#farTouches >= this.#size / 32 + this.#inWindow) this.followDue = true;
  }

  #forgetTouches(): void {
    this.followDue = false;
    this.#farTouches = 0;
    this.#farLow = LAST_TICK;
    this.#farHigh = 0;
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
    this.#inWindow = 0;
    for (let i = before.occupied.from(0); i >= 0; i = before.occupied.from(i + 1)) {
      this.#put(before.base + i, before.ends[2 * i] as number, before.ends[2 * i + 1] as number);
    }
    for (let tick = this.#far.from(base); tick !== 0 && tick - base < size; tick = this.#far.from(tick + 1)) {
      this.#put(tick, this.#far.headAt(tick), this.#far.tailAt(tick));
      this.#far.delete(tick);
    }
  }

  #put(tick: number, head: number, tail: number): void {
    const i = tick - this.#base;
    if (i >>> 0 >= this.#size) {
      this.#far.set(tick, head, tail);
      return;
    }
    this.#ends[2 * i] = head;
    this.#ends[2 * i + 1] = tail;
    this.#occupied.add(i);
    this.#inWindow++;
  }

  /** An empty book gives a large window back; a small one stays for the next order. */
  #dropIfEmpty(): void {
    if (this.#far.size > 0 || this.#size <= SMALLEST_WINDOW) return;
    this.#ends = NO_LEVELS;
    this.#occupied = NO_OCCUPANCY;
    this.#base = 0;
    this.#size = 0;
    this.#forgetTouches();
  }
}

/** Where a window of this size starts so that the tick is in its middle. */
function startAround(tick: number, size: number): number {
  return Math.min(Math.max(tick - size / 2, 0), LAST_TICK - size + 1) | 0;
}
