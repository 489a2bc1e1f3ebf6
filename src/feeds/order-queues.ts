import { Side } from '../domain/order.ts';
import type { Order } from '../domain/order-progress.ts';
import type {
  OrderAccepted,
  OrderAmended,
  OrderCanceled,
  OrderImported,
  OrderRested,
  OrderTraded,
} from '../events/events.ts';
import { add, type Sum } from '../market/sum.ts';
import type { Orders } from './orders.ts';
import type { View } from './view.ts';

/** The open orders of a party that get places: those with the lowest ids. Bounds the work and the message. */
const MAX_QUEUE_PLACES = 1_000;

/** The orders that trade before an order, at its price. */
export interface QueuePlace {
  readonly orderId: number;
  readonly ordersAhead: number;
  /** Minor units. */
  readonly quantityAhead: Sum;
}

/** The places of the open orders of one party. */
export interface QueueWatch {
  /** The places that changed since the last call; all at the first call. */
  changes(): readonly QueuePlace[];
  close(): void;
}

/** The orders at one price. Each joins behind all others, so the order of the map is time priority. */
interface Queue {
  /** Party numbers by order id. */
  readonly owners: Map<number, number>;
  /** Places of the orders of parties that watch, by order id; undefined when the queue has changed since they were found. */
  places: ReadonlyMap<number, QueuePlace> | undefined;
}

/**
 * The places of open orders in the queues at their prices. Queues of an instrument are kept from the first watch of a party
 * with an order in it until no party watches. Without watches this view costs nothing.
 */
export class OrderQueues implements View {
  readonly #orders: Orders;
  readonly #followed = new Map<number, Map<number, Queue>>();
  /** Number of watches of each party that watches. */
  readonly #watching = new Map<number, number>();
  /** The order that is trading and not in the book, if any: a party may begin to watch in the middle of a frame. */
  #incomingOrderId = 0;

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

  orderAccepted({ orderId }: OrderAccepted): void {
    this.#incomingOrderId = orderId;
  }

  end(): void {
    this.#incomingOrderId = 0;
  }

  orderRested({ instrumentId, orderId }: OrderRested): void {
    this.#incomingOrderId = 0;
    this.#join(instrumentId, orderId);
  }

  orderImported({ order: { orderId, terms, progress } }: OrderImported): void {
    if (progress.leavesQuantity > 0) this.#join(terms.instrumentId, orderId);
  }

  orderTraded(event: OrderTraded): void {
    const { instrumentId, aggressorSide, price, makerOrderId, makerLeavesQuantity } = event;
    const makerSide = aggressorSide === Side.Buy ? Side.Sell : Side.Buy;
    if (makerLeavesQuantity === 0) this.#leaveQueue(instrumentId, makerSide, price, makerOrderId);
    else this.#forgetPlacesAt(instrumentId, makerSide, price);
  }

  orderCanceled({ orderId, instrumentId, side, price, wasResting }: OrderCanceled): void {
    if (wasResting) this.#leaveQueue(instrumentId, side, price, orderId);
  }

  orderAmended({ orderId, instrumentId, side, oldPrice, priorityKept }: OrderAmended): void {
    if (priorityKept) this.#forgetPlacesAt(instrumentId, side, oldPrice);
    else {
      this.#incomingOrderId = orderId;
      this.#leaveQueue(instrumentId, side, oldPrice, orderId);
    }
  }

  #join(instrumentId: number, orderId: number): void {
    const followed = this.#followed.get(instrumentId);
    const order = followed && this.#orders.get(orderId);
    if (followed && order) join(followed, order);
  }

  /** An order there has less open than before. */
  #forgetPlacesAt(instrumentId: number, side: Side, price: number): void {
    const queue = this.#followed.get(instrumentId)?.get(keyOf(side, price));
    if (queue !== undefined) queue.places = undefined;
  }

  #leaveQueue(instrumentId: number, side: Side, price: number, orderId: number): void {
    const followed = this.#followed.get(instrumentId);
    const queue = followed?.get(keyOf(side, price));
    if (!(followed && queue)) return;
    queue.owners.delete(orderId);
    queue.places = undefined;
    if (queue.owners.size === 0) followed.delete(keyOf(side, price));
  }

  #placesOf(partyNumber: number): QueuePlace[] {
    return this.#orders.openOfParty(partyNumber, 0, MAX_QUEUE_PLACES).flatMap((order) => {
      const { instrumentId, side, price } = order.terms;
      const queue = this.#follow(instrumentId).get(keyOf(side, price));
      if (queue === undefined) return [];
      queue.places ??= this.#placesIn(queue);
      return queue.places.get(order.orderId) ?? [];
    });
  }

  /** Made once for all parties that watch. Takes time that grows with the queue. */
  #placesIn({ owners }: Queue): ReadonlyMap<number, QueuePlace> {
    const places = new Map<number, QueuePlace>();
    let ordersAhead = 0;
    let quantityAhead: Sum = 0;
    for (const [orderId, partyNumber] of owners) {
      if (this.#watching.has(partyNumber)) places.set(orderId, { orderId, ordersAhead, quantityAhead });
      ordersAhead += 1;
      quantityAhead = add(quantityAhead, this.#orders.leavesOf(orderId));
    }
    return places;
  }

  #follow(instrumentId: number): Map<number, Queue> {
    let followed = this.#followed.get(instrumentId);
    if (followed !== undefined) return followed;
    followed = new Map();
    const open = this.#orders
      .ofInstrument(instrumentId, 0, Number.POSITIVE_INFINITY)
      .filter(({ orderId, progress }) => progress.leavesQuantity > 0 && orderId !== this.#incomingOrderId)
      .sort((a, b) => a.priority - b.priority);
    for (const order of open) join(followed, order);
    this.#followed.set(instrumentId, followed);
    return followed;
  }

  /** The places do not have the orders of a party that begins to watch. */
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

function join(queues: Map<number, Queue>, { orderId, terms }: Order): void {
  const key = keyOf(terms.side, terms.price);
  const queue = queues.get(key);
  if (queue === undefined) {
    queues.set(key, { owners: new Map([[orderId, terms.partyNumber]]), places: undefined });
  } else {
    queue.owners.set(orderId, terms.partyNumber);
    queue.places = undefined;
  }
}

/** Bids and asks at the same price are two queues. */
function keyOf(side: Side, price: number): number {
  return side === Side.Buy ? price : -price;
}

function isSame(place: QueuePlace, other: QueuePlace | undefined): boolean {
  return place.ordersAhead === other?.ordersAhead && place.quantityAhead === other.quantityAhead;
}
