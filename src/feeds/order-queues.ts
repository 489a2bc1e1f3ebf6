import { Side } from '../domain/order.ts';
import type { OrderRecord } from './order-record.ts';
import type { Orders } from './orders.ts';

/** Open orders of a party that are looked at: those with the lowest ids. Bounds the work and the message. */
const MAX_QUEUE_PLACES = 1_000;

/** What trades before an order, at its price. */
export interface QueuePlace {
  readonly orderId: number;
  readonly ordersAhead: number;
  readonly quantityAhead: number;
}

/** Where the open orders of one party stand, and which of them have moved. */
export interface QueueWatch {
  /** Those that changed since the last call; the first time, all. */
  changes(): readonly QueuePlace[];
  close(): void;
}

/** The orders at one price. Each has joined behind all others, so the order of the set is the order of trading. */
interface Queue {
  readonly orders: Set<OrderRecord>;
  /** Of the orders of parties that watch; undefined when the queue has changed since. */
  places: ReadonlyMap<OrderRecord, QueuePlace> | undefined;
}

/**
 * Where open orders stand at their prices. An instrument is followed from the first look of a party with an order in it until nobody
 * watches any more: without watchers this costs nothing.
 */
export class OrderQueues {
  readonly #orders: Orders;
  readonly #followed = new Map<number, Map<number, Queue>>();
  /** Parties that watch, with how many watches each. */
  readonly #watching = new Map<number, number>();

  constructor(orders: Orders) {
    this.#orders = orders;
  }

  watch(partyNumber: number): QueueWatch {
    const watches = this.#watching.get(partyNumber) ?? 0;
    this.#watching.set(partyNumber, watches + 1);
    if (watches === 0) this.#forgetPlaces();
    let sent = new Map<number, QueuePlace>();
    let isOpen = true;
    return {
      changes: () => {
        const places = this.#placesOf(partyNumber);
        const changed = places.filter((place) => !isSame(place, sent.get(place.orderId)));
        if (changed.length > 0 || sent.size !== places.length)
          sent = new Map(places.map((place) => [place.orderId, place]));
        return changed;
      },
      close: () => {
        if (!isOpen) return;
        isOpen = false;
        this.#leave(partyNumber);
      },
    };
  }

  /** An order joins the queue at its price. */
  rested(instrumentId: number, orderId: number): void {
    const followed = this.#followed.get(instrumentId);
    const order = followed && this.#orders.get(orderId);
    if (followed && order) join(followed, order);
  }

  /** An order has less open than before, and keeps its place. */
  reduced(instrumentId: number, side: Side, price: number): void {
    const queue = this.#followed.get(instrumentId)?.get(keyOf(side, price));
    if (queue !== undefined) queue.places = undefined;
  }

  /** An order leaves the queue at this price. */
  left(instrumentId: number, side: Side, price: number, orderId: number): void {
    const followed = this.#followed.get(instrumentId);
    const queue = followed?.get(keyOf(side, price));
    const order = queue && this.#orders.get(orderId);
    if (!(followed && queue && order)) return;
    queue.orders.delete(order);
    queue.places = undefined;
    if (queue.orders.size === 0) followed.delete(keyOf(side, price));
  }

  #placesOf(partyNumber: number): QueuePlace[] {
    return this.#orders.openOfParty(partyNumber, 0, MAX_QUEUE_PLACES).flatMap((order) => {
      const queue = this.#follow(order.instrumentId).get(keyOf(order.side, order.price));
      if (queue === undefined) return [];
      queue.places ??= this.#placesIn(queue);
      return queue.places.get(order) ?? [];
    });
  }

  /** Once for all who watch, however many: takes time that grows with the queue. */
  #placesIn({ orders }: Queue): ReadonlyMap<OrderRecord, QueuePlace> {
    const places = new Map<OrderRecord, QueuePlace>();
    let ordersAhead = 0;
    let quantityAhead = 0;
    for (const order of orders) {
      if (this.#watching.has(order.partyNumber))
        places.set(order, { orderId: order.orderId, ordersAhead, quantityAhead });
      ordersAhead += 1;
      quantityAhead += order.leavesQuantity;
    }
    return places;
  }

  #follow(instrumentId: number): Map<number, Queue> {
    let followed = this.#followed.get(instrumentId);
    if (followed !== undefined) return followed;
    followed = new Map();
    const open = this.#orders
      .ofInstrument(instrumentId, 0, Number.POSITIVE_INFINITY)
      .filter(({ leavesQuantity }) => leavesQuantity > 0)
      .sort((a, b) => a.priority - b.priority);
    for (const order of open) join(followed, order);
    this.#followed.set(instrumentId, followed);
    return followed;
  }

  /** They are without the orders of a party that begins to watch. */
  #forgetPlaces(): void {
    for (const queues of this.#followed.values()) {
      for (const queue of queues.values()) queue.places = undefined;
    }
  }

  #leave(partyNumber: number): void {
    const watches = this.#watching.get(partyNumber) ?? 0;
    if (watches > 1) this.#watching.set(partyNumber, watches - 1);
    else this.#watching.delete(partyNumber);
    if (this.#watching.size === 0) this.#followed.clear();
  }
}

function join(queues: Map<number, Queue>, order: OrderRecord): void {
  const key = keyOf(order.side, order.price);
  const queue = queues.get(key);
  if (queue === undefined) {
    queues.set(key, { orders: new Set([order]), places: undefined });
  } else {
    queue.orders.add(order);
    queue.places = undefined;
  }
}

/** A price of bids and the same of asks are two queues. */
function keyOf(side: Side, price: number): number {
  return side === Side.Buy ? price : -price;
}

function isSame(place: QueuePlace, other: QueuePlace | undefined): boolean {
  return place.ordersAhead === other?.ordersAhead && place.quantityAhead === other.quantityAhead;
}
