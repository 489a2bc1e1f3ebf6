import type { IncomingOrder } from '../incoming-order.ts';
import type { BookSide } from './book-side.ts';
import { OrderPool } from './order-pool.ts';

/** Places of the ring for each live order. Beyond that the ring does not grow, and old orders move to the map. */
const PLACES_PER_ORDER = 8;
const FIRST_PARTIES = 16;

/**
 * All resting orders of the exchange, found by their ids and counted by party.
 *
 * Ids ascend, so the newest fit into a ring without hashing, at `id & mask`. If a new id needs the place of an old order that
 * still rests, the ring grows. If the ring is large already, the old order moves to a map.
 *
 * `Engine` uses the arrays itself in its most frequent commands.
 */
export class RestingOrders extends OrderPool {
  /** With fewer live orders than this, `shrinkRing` frees memory. */
  sparseRingBelow = 0;
  private readonly minimumPlaces: number = 0;
  /** Slots of the newest orders, at `id & mask`. */
  ring: Int32Array = new Int32Array(0);
  mask = 0;
  /** Slots of the other orders. */
  readonly old = new Map<number, number>();
  openByParty = new Int32Array(FIRST_PARTIES);

  constructor(initialOrders: number) {
    super(initialOrders);
    this.minimumPlaces = initialOrders * PLACES_PER_ORDER;
    this.rebuild(this.minimumPlaces);
  }

  /** Makes room for the count of a party. */
  protected countOrdersOf(partyNumber: number): void {
    if (partyNumber < this.openByParty.length) return;
    const grown = new Int32Array(this.openByParty.length * 2);
    grown.set(this.openByParty);
    this.openByParty = grown;
  }

  openOrdersOf(partyNumber: number): number {
    return this.openByParty[partyNumber] ?? 0;
  }

  /** Size of the ring. */
  get places(): number {
    return this.ring.length;
  }

  /** 0 if no such order rests. */
  find(orderId: number): number {
    const slot = this.ring[orderId & this.mask] as number;
    const cells = this.cells;
    // An id of 32 bits is compared here. The id at slot 0 is 0.
    const isFound = cells[slot | 3] === orderId && ((cells[slot | 7] as number) & 0xffff) === 0;
    return isFound ? slot : this.findOther(orderId, slot);
  }

  /** Adds an order to a side, behind those at its rank; @returns its slot. */
  insert(order: IncomingOrder, side: BookSide): number {
    const { orderId, partyNumber } = order;
    const slot = this.take();
    this.write(slot, order, side.index);
    this.openByParty[partyNumber] = (this.openByParty[partyNumber] as number) + 1;
    const place = orderId & this.mask;
    if (this.ring[place] === 0) this.ring[place] = slot;
    else this.makeRoom(orderId, slot);
    this.link(side.append(order.rank, slot), slot);
    return slot;
  }

  /** Removes an order from its side and frees its slot. */
  remove(slot: number, orderId: number, side: BookSide): void {
    const cells = this.cells;
    const rank = cells[slot] as number;
    const next = cells[slot | 4] as number;
    const previous = cells[slot | 5] as number;
    const partyNumber = this.partyOf(slot);
    cells[next | 5] = previous;
    cells[previous | 4] = next;
    cells[slot] = 0;
    cells[slot | 4] = this.free;
    this.free = slot;
    this.live--;
    this.openByParty[partyNumber] = (this.openByParty[partyNumber] as number) - 1;
    const place = orderId & this.mask;
    if (this.ring[place] === slot) this.ring[place] = 0;
    else this.old.delete(orderId);
    side.detach(rank, slot, previous, next);
  }

  /** The order has moved to another slot. */
  move(orderId: number, from: number, to: number): void {
    const place = orderId & this.mask;
    if (this.ring[place] === from) this.ring[place] = to;
    else this.old.set(orderId, to);
  }

  shrinkRing(): void {
    this.rebuild(Math.max(this.minimumPlaces, this.ring.length / 4));
  }

  /** Finds an order with an id beyond 32 bits at its place in the ring, or an old order in the map. */
  findOther(orderId: number, slot: number): number {
    if (this.idOf(slot) === orderId) return slot;
    return this.old.size === 0 ? 0 : (this.old.get(orderId) ?? 0);
  }

  makeRoom(orderId: number, slot: number): void {
    while (this.ring[orderId & this.mask] !== 0 && this.ring.length < this.live * PLACES_PER_ORDER) {
      this.rebuild(this.ring.length * 2);
    }
    this.takePlace(orderId, slot);
  }

  /** The newer of two orders gets the place, because it is looked up more often. */
  private takePlace(orderId: number, slot: number): void {
    const place = orderId & this.mask;
    const other = this.ring[place] as number;
    const otherId = other === 0 ? 0 : this.idOf(other);
    if (otherId > orderId) {
      this.old.set(orderId, slot);
    } else {
      if (other !== 0) this.old.set(otherId, other);
      this.ring[place] = slot;
    }
  }

  private rebuild(length: number): void {
    const before = this.ring;
    this.ring = new Int32Array(length);
    this.mask = length - 1;
    this.sparseRingBelow = length > this.minimumPlaces ? length / PLACES_PER_ORDER / 8 : 0;
    for (let i = 0; i < before.length; i++) {
      const slot = before[i] as number;
      if (slot !== 0) this.takePlace(this.idOf(slot), slot);
    }
  }
}
