import type { OrderPool } from './order-pool.ts';

/** Places of the ring for each live order. Beyond that the ring does not grow, and old orders move to the map. */
const PLACES_PER_ORDER = 8;

/**
 * Finds the slot of an order by its id. Ids ascend, so the newest fit into a ring without hashing, at `id & mask`. If a new id
 * needs the place of an old order that still rests, the ring grows. If the ring is large already, the old order moves to a map.
 */
export class OrderIndex {
  /** With fewer live orders than this, `shrink` frees memory. */
  sparseBelow = 0;
  readonly #pool: OrderPool;
  readonly #minimum: number = 0;
  #ring: Int32Array = new Int32Array(0);
  #mask = 0;
  readonly #old = new Map<number, number>();

  constructor(pool: OrderPool, minimum: number) {
    this.#pool = pool;
    this.#minimum = minimum;
    this.#ring = new Int32Array(minimum);
    this.#mask = minimum - 1;
  }

  /** Size of the ring. */
  get places(): number {
    return this.#ring.length;
  }

  /** 0 if no such order rests. */
  find(orderId: number): number {
    const slot = this.#ring[orderId & this.#mask] as number;
    // The id at slot 0 is 0.
    return this.#pool.idOf(slot) === orderId ? slot : this.#findOld(orderId);
  }

  insert(orderId: number, slot: number): void {
    const place = orderId & this.#mask;
    if (this.#ring[place] === 0) this.#ring[place] = slot;
    else this.#makeRoom(orderId, slot);
  }

  remove(orderId: number, slot: number): void {
    const place = orderId & this.#mask;
    if (this.#ring[place] === slot) this.#ring[place] = 0;
    else this.#old.delete(orderId);
  }

  /** The order has moved to another slot. */
  move(orderId: number, from: number, to: number): void {
    const place = orderId & this.#mask;
    if (this.#ring[place] === from) this.#ring[place] = to;
    else this.#old.set(orderId, to);
  }

  shrink(): void {
    this.#rebuild(Math.max(this.#minimum, this.#ring.length / 4));
  }

  #findOld(orderId: number): number {
    return this.#old.size === 0 ? 0 : (this.#old.get(orderId) ?? 0);
  }

  #makeRoom(orderId: number, slot: number): void {
    if (this.#ring.length < this.#pool.live * PLACES_PER_ORDER) {
      this.#rebuild(this.#ring.length * 2);
      this.insert(orderId, slot);
    } else {
      this.#takePlace(orderId, slot);
    }
  }

  /** The newer of two orders gets the place, because it is looked up more often. */
  #takePlace(orderId: number, slot: number): void {
    const place = orderId & this.#mask;
    const other = this.#ring[place] as number;
    const otherId = other === 0 ? 0 : this.#pool.idOf(other);
    if (otherId > orderId) {
      this.#old.set(orderId, slot);
    } else {
      if (other !== 0) this.#old.set(otherId, other);
      this.#ring[place] = slot;
    }
  }

  #rebuild(length: number): void {
    const before = this.#ring;
    this.#ring = new Int32Array(length);
    this.#mask = length - 1;
    this.sparseBelow = length > this.#minimum ? length / PLACES_PER_ORDER / 8 : 0;
    for (const slot of before) if (slot !== 0) this.#takePlace(this.#pool.idOf(slot), slot);
  }
}
