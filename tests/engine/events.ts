import { CancelReason, OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { OrderTerms } from '../../src/domain/order-terms.ts';
import type {
  OrderAmended,
  OrderCanceled,
  OrderImported,
  OrderRested,
  OrderTraded,
} from '../../src/events/events.ts';
import type { LoggedEvent } from './event-log.ts';

/** What an event of a test says when nothing else is told: party 1 buys 10 at 100 in instrument 1. */
const PARTY = { partyNumber: 1, instrumentId: 1, side: Side.Buy };

export function termsOf(more: Partial<OrderTerms> = {}): OrderTerms {
  return {
    ...PARTY,
    orderType: OrderType.Limit,
    timeInForce: TimeInForce.GoodTillCanceled,
    price: 100,
    quantity: 10,
    clientOrderId: '',
    ...more,
  };
}

export function accepted(orderId: number, more?: Partial<OrderTerms>): LoggedEvent<'orderAccepted'> {
  return { kind: 'orderAccepted', record: { orderId, terms: termsOf(more) } };
}

export function rested(orderId: number, more?: Partial<OrderRested>): LoggedEvent<'orderRested'> {
  const { partyNumber: _, ...order } = PARTY;
  return { kind: 'orderRested', record: { orderId, ...order, price: 100, leavesQuantity: 10, ...more } };
}

/** A taker that buys from a maker until neither has anything left. */
export function traded(
  tradeId: number,
  makerOrderId: number,
  takerOrderId: number,
  more?: Partial<OrderTraded>,
): LoggedEvent<'orderTraded'> {
  return {
    kind: 'orderTraded',
    record: {
      tradeId,
      instrumentId: 1,
      price: 100,
      quantity: 10,
      aggressorSide: Side.Buy,
      makerOrderId,
      makerPartyNumber: 1,
      makerLeavesQuantity: 0,
      takerOrderId,
      takerPartyNumber: 1,
      takerLeavesQuantity: 0,
      ...more,
    },
  };
}

/** At the request of its owner, out of the book. */
export function canceled(orderId: number, more?: Partial<OrderCanceled>): LoggedEvent<'orderCanceled'> {
  return {
    kind: 'orderCanceled',
    record: {
      orderId,
      ...PARTY,
      price: 100,
      canceledQuantity: 10,
      reason: CancelReason.Requested,
      wasResting: true,
      ...more,
    },
  };
}

/** What an order leaves open that may not rest. */
export function remainderCanceled(
  orderId: number,
  more?: Partial<OrderCanceled>,
): LoggedEvent<'orderCanceled'> {
  return canceled(orderId, { reason: CancelReason.ImmediateOrCancel, wasResting: false, ...more });
}

/** An order that loses its place. */
export function amended(orderId: number, more?: Partial<OrderAmended>): LoggedEvent<'orderAmended'> {
  return {
    kind: 'orderAmended',
    record: {
      orderId,
      ...PARTY,
      oldPrice: 100,
      oldLeavesQuantity: 10,
      price: 100,
      leavesQuantity: 10,
      priorityKept: false,
      ...more,
    },
  };
}

/** An open order of another exchange. */
export function orderImported(
  orderId: number,
  terms?: Partial<OrderTerms>,
  progress?: Partial<OrderImported['order']['progress']>,
): LoggedEvent<'orderImported'> {
  return {
    kind: 'orderImported',
    record: {
      order: {
        orderId,
        terms: termsOf(terms),
        progress: {
          leavesQuantity: 10,
          cumQuantity: 0,
          canceledQuantity: 0,
          notional: 0n,
          acceptTimeNs: 1n,
          transactTimeNs: 1n,
          ...progress,
        },
      },
    },
  };
}
