import type { OrderState, WriterEvent } from './writer.ts';

/**
 * What listeners and files are told, in the seed's terms: an order as it stands, a trade, a cancel.
 */
export type MarketRecord =
  | { readonly type: 'ORDER'; readonly order: OrderState; readonly isInBook: boolean }
  | { readonly type: 'TRADE'; readonly trade: WriterTrade }
  | {
      readonly type: 'CANCEL';
      readonly instrumentId: number;
      readonly orderId: number;
      readonly timeNs: bigint;
    };

export type WriterTrade = Extract<WriterEvent, { readonly kind: 'traded' }>;

/**
 * The records of whole commands, in the order in which the seed told them: an order that came in as it is after all of its
 * trades, and then the trades; a cancel, and then the order.
 *
 * Other than there, an order that rested is told again after each of its trades. An amended order is told as one
 * that came in.
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
          yield { type: 'ORDER', order: event.order, isInBook: event.order.leavesQuantity > 0 };
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
        // Its book is new here; what is closed was told by the exchange that it comes from.
        if (event.order.leavesQuantity > 0) yield { type: 'ORDER', order: event.order, isInBook: true };
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
  for (const trade of trades) {
    yield { type: 'TRADE', trade };
    yield { type: 'ORDER', order: trade.maker, isInBook: false };
  }
}
