import type { Instrument } from '../../domain/instrument.ts';
import type { Party } from '../../domain/party.ts';
import type { WriterEvent, WriterFrame, WriterOrder, WriterTrade } from '../../follower/writer.ts';
import type { ImportedPositionEvent } from './documents.ts';

/** What happens to an order's document among the live orders. */
type Live =
  | { readonly is: 'untouched' }
  /** It entered the book at the event with this sequence: its place in the queue. */
  | { readonly is: 'rested'; readonly priority: number }
  | { readonly is: 'changed' }
  | { readonly is: 'gone' };

interface OrderChange {
  /** As it stands after the last event about it. */
  order: WriterOrder;
  /**
   * Whether the database has its document: `no`, `yes`, or `perhaps` for an open order that was imported from it. The document of
   * a closed order that was imported is `left` as it is: it may say more than the import.
   */
  readonly isStored: 'no' | 'yes' | 'perhaps' | 'left';
  live: Live;
}

/** The changes of one instrument. */
export interface BookChanges {
  readonly orders: Map<number, OrderChange>;
  readonly trades: WriterTrade[];
}

/**
 * Many frames as the few documents that they amount to: an order that is accepted, trades ten times and is canceled within them is
 * one insert.
 */
export class Changes {
  readonly instruments: { readonly instrument: Instrument; readonly timeNs: bigint }[] = [];
  readonly parties: { readonly party: Party; readonly timeNs: bigint }[] = [];
  /** Of parties whose status has changed, by number. */
  readonly disabled = new Map<number, boolean>();
  readonly importedPositions: ImportedPositionEvent[] = [];
  readonly books = new Map<number, BookChanges>();
  /** The last trade of the exchange that is imported, if the import begins here. */
  importedTradeId: number | undefined;
  /** Highest of these frames; 0 for none. */
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

  constructor(frames: readonly WriterFrame[]) {
    for (const { events } of frames) for (const event of events) this.#add(event);
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
      // The database has no clock.
      case 'clockAdvanced':
        return;
      case 'importBegun':
        this.lastOrderId = event.lastOrderId;
        this.lastTradeId = event.lastTradeId;
        this.importedTradeId = event.lastTradeId;
        return;
      case 'orderImported':
        this.#book(event.order).orders.set(
          event.order.orderId,
          event.order.progress.leavesQuantity > 0
            ? { order: event.order, isStored: 'perhaps', live: { is: 'rested', priority: event.sequence } }
            : { order: event.order, isStored: 'left', live: { is: 'untouched' } },
        );
        return;
      // The database has them: it is where they come from.
      case 'tradeImported':
        return;
      case 'positionImported':
        this.importedPositions.push(event);
        return;
      case 'orderAccepted':
        this.#book(event.order).orders.set(event.order.orderId, {
          order: event.order,
          isStored: 'no',
          live: { is: 'untouched' },
        });
        this.lastOrderId = event.order.orderId;
        break;
      case 'orderRested':
        this.#order(event.order).live = { is: 'rested', priority: event.sequence };
        break;
      case 'orderTraded':
        this.#book(event.maker).trades.push(event);
        this.#liveOrder(event.maker);
        this.#order(event.taker);
        this.lastTradeId = event.tradeId;
        break;
      case 'orderCanceled':
        if (event.wasResting) this.#liveOrder(event.order);
        else this.#order(event.order);
        break;
      case 'orderAmended':
        // Without its priority it has left the book. It may rest again after its trades.
        if (event.priorityKept) this.#liveOrder(event.order);
        else this.#order(event.order).live = { is: 'gone' };
        break;
    }
    this.actions += 1;
  }

  /** An order in the book, which leaves it when nothing is open. */
  #liveOrder(order: WriterOrder): void {
    const change = this.#order(order);
    if (order.progress.leavesQuantity === 0) change.live = { is: 'gone' };
    else if (change.live.is === 'untouched') change.live = { is: 'changed' };
  }

  #order(order: WriterOrder): OrderChange {
    const { orders } = this.#book(order);
    let change = orders.get(order.orderId);
    if (change === undefined) {
      change = { order, isStored: 'yes', live: { is: 'untouched' } };
      orders.set(order.orderId, change);
    }
    change.order = order;
    return change;
  }

  #book({ terms: { instrumentId } }: WriterOrder): BookChanges {
    let book = this.books.get(instrumentId);
    if (book === undefined) {
      book = { orders: new Map(), trades: [] };
      this.books.set(instrumentId, book);
    }
    return book;
  }
}
