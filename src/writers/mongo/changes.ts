import type { Instrument } from '../../domain/instrument.ts';
import type { Party } from '../../domain/party.ts';
import type { OrderState, WriterEvent } from '../../follower/writer.ts';
import type { ImportedPositionEvent, TradedEvent } from './documents.ts';

/** What becomes of an order's document among the live orders. */
type Live =
  | { readonly is: 'untouched' }
  /** It entered the book at the event with this sequence: its place in the queue. */
  | { readonly is: 'rested'; readonly priority: number }
  | { readonly is: 'changed' }
  | { readonly is: 'gone' };

interface OrderChange {
  /** As it stands after the last event about it. */
  order: OrderState;
  /**
   * Whether the database has its document: not yet, for certain, or perhaps, when it was brought over from there. A closed one is
   * `left` as it is there: what was brought over may be less.
   */
  readonly isStored: 'no' | 'yes' | 'perhaps' | 'left';
  live: Live;
}

/** What happened in one instrument. */
export interface BookChanges {
  readonly orders: Map<number, OrderChange>;
  readonly trades: TradedEvent[];
}

/**
 * Many events as the few documents that they come to: an order that was accepted, traded ten times and is
 * canceled within the batch is one insert.
 */
export class Changes {
  readonly instruments: { readonly instrument: Instrument; readonly timeNs: bigint }[] = [];
  readonly parties: { readonly party: Party; readonly timeNs: bigint }[] = [];
  /** Of parties whose status has changed, by number. */
  readonly disabled = new Map<number, boolean>();
  readonly importedPositions: ImportedPositionEvent[] = [];
  readonly books = new Map<number, BookChanges>();
  /** The last trade of the exchange that this one was brought over from, if that begins here. */
  importedTradeId: number | undefined;
  /** Highest of the batch; 0 for none. */
  lastOrderId = 0;
  lastTradeId = 0;
  /** Events about orders: the seed counts its writers' actions. */
  actions = 0;

  /** About how many documents are written. */
  get size(): number {
    let size = 0;
    for (const { orders, trades } of this.books.values()) size += 2 * orders.size + trades.length;
    return size;
  }

  constructor(events: readonly WriterEvent[]) {
    for (const event of events) this.#add(event);
  }

  #add(event: WriterEvent): void {
    switch (event.kind) {
      case 'instrumentCreated':
        this.instruments.push({ instrument: event.instrument, timeNs: event.timeNs });
        return;
      case 'partyCreated':
        this.parties.push({ party: event.party, timeNs: event.timeNs });
        return;
      case 'partyStatusChanged':
        this.disabled.set(event.partyNumber, event.isDisabled);
        return;
      case 'importBegun':
        this.lastOrderId = event.lastOrderId;
        this.lastTradeId = event.lastTradeId;
        this.importedTradeId = event.lastTradeId;
        return;
      case 'orderImported':
        this.#book(event.order).orders.set(
          event.order.orderId,
          event.order.leavesQuantity > 0
            ? { order: event.order, isStored: 'perhaps', live: { is: 'rested', priority: event.sequence } }
            : { order: event.order, isStored: 'left', live: { is: 'untouched' } },
        );
        return;
      // They are where they came from.
      case 'tradeImported':
        return;
      case 'positionImported':
        this.importedPositions.push(event);
        return;
      case 'accepted':
        this.#book(event.order).orders.set(event.order.orderId, {
          order: event.order,
          isStored: 'no',
          live: { is: 'untouched' },
        });
        this.lastOrderId = event.order.orderId;
        break;
      case 'rested':
        this.#order(event.order).live = { is: 'rested', priority: event.sequence };
        break;
      case 'traded':
        this.#book(event.maker).trades.push(event);
        this.#liveOrder(event.maker);
        this.#order(event.taker);
        this.lastTradeId = event.tradeId;
        break;
      case 'canceled':
        if (event.wasResting) this.#liveOrder(event.order);
        else this.#order(event.order);
        break;
      case 'amended':
        // Without its priority it has left the book, and rests again when its trades are done.
        if (event.priorityKept) this.#liveOrder(event.order);
        else this.#order(event.order).live = { is: 'gone' };
        break;
    }
    this.actions += 1;
  }

  /** An order that is in the book, and is so still unless nothing of it is left. */
  #liveOrder(order: OrderState): void {
    const change = this.#order(order);
    if (order.leavesQuantity === 0) change.live = { is: 'gone' };
    else if (change.live.is === 'untouched') change.live = { is: 'changed' };
  }

  #order(order: OrderState): OrderChange {
    const { orders } = this.#book(order);
    let change = orders.get(order.orderId);
    if (change === undefined) {
      change = { order, isStored: 'yes', live: { is: 'untouched' } };
      orders.set(order.orderId, change);
    }
    change.order = order;
    return change;
  }

  #book({ instrumentId }: OrderState): BookChanges {
    let book = this.books.get(instrumentId);
    if (book === undefined) {
      book = { orders: new Map(), trades: [] };
      this.books.set(instrumentId, book);
    }
    return book;
  }
}
