import { FarLevels } from './far-levels.ts';
import { Occupancy } from './occupancy.ts';

const SMALLEST_WINDOW = 256;
const LARGEST_WINDOW = 2 ** 17;
const TICKS_END = 2 ** 31;

const NO_LEVELS = new Int32Array(0);
const NO_OCCUPANCY = new Occupancy(0);

/**
 * The price levels of one book, bids and asks alike: for each tick (price in units of the
 * tick size, 1 to 2^31 - 1) the first and the last order in line. Ticks inside a window
 * around the market are an array index away; the others are in an ordered map. Touches of
 * the map pay for moving the window to where they are, or for growing it.
 */
export class PriceLadder {
  /** First and last order of each tick of the window, side by side. */
  #ends = NO_LEVELS;
  #occupied = NO_OCCUPANCY;
  #base = 0;
  #size = 0;
  #inWindow = 0;
  readonly #far = new FarLevels();
  /** Touches of far levels since the window last moved, and the ticks they span. */
  #farTouches = 0;
  #farLow = TICKS_END;
  #farHigh = 0;

  headAt(tick: number): number {
    const i = tick - this.#base;
    return i >>> 0 < this.#size ? (this.#ends[2 * i] as number) : this.#far.headAt(tick);
  }

  tailAt(tick: number): number {
    const i = tick - this.#base;
    return i >>> 0 < this.#size ? (this.#ends[2 * i + 1] as number) : this.#far.tailAt(tick);
  }

  /**
   * A new last order of the level, which may be its first. True, here and in `setEnds`, when
   * so much has been outside the window that it should `follow` the market.
   */
  append(tick: number, slot: number): boolean {
    const i = tick - this.#base;
    if (i >>> 0 >= this.#size) return this.#appendFar(tick, slot);
    if (this.#ends[2 * i] === 0) {
      this.#ends[2 * i] = slot;
      this.#occupied.add(i);
      this.#inWindow++;
    }
    this.#ends[2 * i + 1] = slot;
    return false;
  }

  /** New ends of a level that is there; both 0 when its last order has left. */
  setEnds(tick: number, head: number, tail: number): boolean {
    const i = tick - this.#base;
    if (i >>> 0 >= this.#size) return this.#setFarEnds(tick, head, tail);
    this.#ends[2 * i] = head;
    this.#ends[2 * i + 1] = tail;
    if (head === 0) {
      this.#occupied.delete(i);
      this.#inWindow--;
      if (this.#inWindow === 0) this.#dropIfEmpty();
    }
    return false;
  }

  /** The highest level below this tick, or 0. */
  below(tick: number): number {
    let found = 0;
    if (tick > this.#base) {
      const i = this.#occupied.below(Math.min(tick - this.#base, this.#size));
      if (i >= 0) found = this.#base + i;
    }
    return this.#far.size === 0 ? found : Math.max(found, this.#far.below(tick));
  }

  /** The lowest level above this tick, or 0. */
  above(tick: number): number {
    let found = 0;
    if (tick - this.#base < this.#size) {
      const i = this.#occupied.from(Math.max(tick + 1 - this.#base, 0));
      if (i >= 0) found = this.#base + i;
    }
    if (this.#far.size === 0) return found;
    const far = this.#far.from(tick + 1);
    return found === 0 || (far !== 0 && far < found) ? far : found;
  }

  /**
   * Moves the window over the market and what was touched lately, and grows it when that
   * does not fit.
   */
  follow(market: number): void {
    const low = Math.min(this.#farLow, market);
    const high = Math.max(this.#farHigh, market);
    const size = high - low < this.#size ? this.#size : Math.min(this.#size * 4, LARGEST_WINDOW);
    const centre = high - low < size ? Math.floor((low + high) / 2) : market;
    this.#setWindow(startAround(centre, size), size);
    this.#forgetTouches();
  }

  #appendFar(tick: number, slot: number): boolean {
    if (this.#inWindow === 0 && this.#far.size === 0) {
      this.#openWindow(tick);
      return this.append(tick, slot);
    }
    const head = this.#far.headAt(tick);
    this.#far.set(tick, head === 0 ? slot : head, slot);
    return this.#countTouch(tick);
  }

  #setFarEnds(tick: number, head: number, tail: number): boolean {
    if (head === 0) this.#far.delete(tick);
    else this.#far.set(tick, head, tail);
    const due = this.#countTouch(tick);
    if (this.#inWindow === 0) this.#dropIfEmpty();
    return due;
  }

  /** True when the touches have paid for a move: its cost is the window and what is in it. */
  #countTouch(tick: number): boolean {
    this.#farTouches++;
    // What no window could hold together with the present one is no reason to grow.
    if (Math.abs(tick - this.#base) < LARGEST_WINDOW) {
      if (tick < this.#farLow) this.#farLow = tick;
      if (tick > this.#farHigh) this.#farHigh = tick;
    }
    return this.#farTouches >= this.#size / 8 + this.#inWindow;
  }

  #forgetTouches(): void {
    this.#farTouches = 0;
    this.#farLow = TICKS_END;
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
  return Math.min(Math.max(tick - size / 2, 0), TICKS_END - size);
}
