import type { WriterEvent, WriterFrame, WriterOrder, WriterTrade } from './writer.ts';

/**
 * What listeners and files receive, in the seed's terms: an order that came in or was canceled, a trade, a cancel.
 *
 * ORDER_STATE is ours: an order as it stands now, where the seed has nothing to send. The seed's listeners add the quantity of
 * every ORDER to their book, and ignore types that they do not know.
 */
export type MarketRecord =
  | { readonly type: 'ORDER' | 'ORDER_STATE'; readonly order: WriterOrder; readonly isInBook: boolean }
  | { readonly type: 'TRADE'; readonly trade: WriterTrade }
  | {
      readonly type: 'CANCEL';
      readonly instrumentId: number;
      readonly orderId: number;
      readonly timeNs: bigint;
    };

/**
 * The records of whole frames, in the order in which the seed sends them: an order that came in, as it is after all of its trades,
 * and then the trades; a cancel, and then the order. A maker is not sent again: its trade says what it has left.
 *
 * An order that an amendment moves comes in again. An order that is amended in its place or imported is an ORDER_STATE: a listener
 * that adds up orders has it in its book already.
 */
export function* recordsOf(frames: readonly WriterFrame[]): Iterable<MarketRecord> {
  for (const { events } of frames) {
    const records = new OrderRecords();
    for (const event of events) {
      if (records.isOfAnotherOrder(event)) yield* records.take();
      records.add(event);
    }
    yield* records.take();
  }
}

/** The records of one incoming order. It is sent first and known last, so what it causes waits for its end. */
class OrderRecords {
  #incoming: WriterOrder | undefined;
  #isInBook = false;
  #caused: MarketRecord[] = [];

  /** Whether another order comes in than the one before: a frame may hold several. */
  isOfAnotherOrder(event: WriterEvent): boolean {
    const incoming = incomingOrder(event);
    return incoming !== undefined && incoming.orderId !== this.#incoming?.orderId;
  }

  add(event: WriterEvent): void {
    this.#incoming = incomingOrder(event) ?? this.#incoming;
    switch (event.kind) {
      case 'orderTraded':
        this.#caused.push({ type: 'TRADE', trade: event });
        break;
      case 'orderRested':
        this.#isInBook = true;
        break;
      case 'orderCanceled':
        if (event.wasResting) this.#addCancel(event.order, event.timeNs);
        break;
      case 'orderAmended':
        if (incomingOrder(event) === undefined) this.#addState(event.order);
        break;
      case 'orderImported':
        // The exchange that it comes from has sent the closed ones.
        if (isOpen(event.order)) this.#addState(event.order);
        break;
      default:
    }
  }

  *take(): Iterable<MarketRecord> {
    if (this.#incoming !== undefined) {
      yield { type: 'ORDER', order: this.#incoming, isInBook: this.#isInBook };
    }
    yield* this.#caused;
    this.#incoming = undefined;
    this.#isInBook = false;
    this.#caused = [];
  }

  #addCancel(order: WriterOrder, timeNs: bigint): void {
    const { instrumentId } = order.terms;
    this.#caused.push({ type: 'CANCEL', instrumentId, orderId: order.orderId, timeNs });
    this.#caused.push({ type: 'ORDER', order, isInBook: false });
  }

  #addState(order: WriterOrder): void {
    this.#caused.push({ type: 'ORDER_STATE', order, isInBook: isOpen(order) });
  }
}

/** The order that comes in, trades or enters the book with this event; undefined when the event is about one in the book. */
function incomingOrder(event: WriterEvent): WriterOrder | undefined {
  switch (event.kind) {
    case 'orderAccepted':
    case 'orderRested':
      return event.order;
    case 'orderTraded':
      return event.taker;
    case 'orderCanceled':
      return event.wasResting ? undefined : event.order;
    case 'orderAmended':
      // With its priority, or with nothing open, it does not come in again.
      return event.priorityKept || !isOpen(event.order) ? undefined : event.order;
    default:
      return undefined;
  }
}

function isOpen({ progress }: WriterOrder): boolean {
  return progress.leavesQuantity > 0;
}
