import type { OrderState, WriterEvent } from './writer.ts';

/**
 * What listeners and files receive, in the seed's terms: an order that came in or was cancelled, a trade, a cancel.
 *
 * ORDER_STATE is ours: an order as it stands now, where the seed has nothing to send. The seed's listeners add the quantity of
 * every ORDER to their book and ignore types that they do not know.
 */
export type MarketRecord =
  | { readonly type: 'ORDER' | 'ORDER_STATE'; readonly order: OrderState; readonly isInBook: boolean }
  | { readonly type: 'TRADE'; readonly trade: WriterTrade }
  | {
      readonly type: 'CANCEL';
      readonly instrumentId: number;
      readonly orderId: number;
      readonly timeNs: bigint;
    };

export type WriterTrade = Extract<WriterEvent, { readonly kind: 'traded' }>;

/**
 * The records of whole commands, in the order in which the seed sends them: an order that came in, as it is after all of its
 * trades, and then the trades; a cancel, and then the order. What rested is not sent again: its trade has what is left of it.
 *
 * An order that an amendment moves comes in again. One that is amended in its place, or brought over from another exchange, is an
 * ORDER_STATE: the book of a listener that adds orders up holds it already.
 */
export function* recordsOf(events: readonly WriterEvent[]): Iterable<MarketRecord> {
  /** The command that is being looked at: who came in, and what it traded. */
  let trades: WriterTrade[] = [];
  for (const event of events) {
    switch (event.kind) {
      case 'traded':
        trades.push(event);
        if (event.taker.leavesQuantity > 0) break;
        yield* ended(event.taker, false, trades);
        trades = [];
        break;
      case 'rested':
        yield* ended(event.order, true, trades);
        trades = [];
        break;
      case 'amended':
        // Without priority it trades and rests next, or has left nothing.
        if (event.priorityKept || event.order.leavesQuantity === 0) {
          yield { type: 'ORDER_STATE', order: event.order, isInBook: event.order.leavesQuantity > 0 };
        }
        break;
      case 'canceled':
        if (event.wasResting) {
          const { instrumentId, orderId } = event.order;
          yield { type: 'CANCEL', instrumentId, orderId, timeNs: event.timeNs };
        }
        yield* ended(event.order, false, trades);
        trades = [];
        break;
      case 'orderImported':
        // Its book is new here; what is closed was sent by the exchange that it comes from.
        if (event.order.leavesQuantity > 0) yield { type: 'ORDER_STATE', order: event.order, isInBook: true };
        break;
      default:
    }
  }
}

function* ended(
  order: OrderState,
  isInBook: boolean,
  trades: readonly WriterTrade[],
): Iterable<MarketRecord> {
  yield { type: 'ORDER', order, isInBook };
  for (const trade of trades) yield { type: 'TRADE', trade };
}
