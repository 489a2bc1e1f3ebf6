import { CancelReason, OrderType, Side, TimeInForce } from '../domain/order.ts';
import type {
  OrderAccepted,
  OrderAmended,
  OrderCanceled,
  OrderRested,
  OrderTraded,
} from '../events/events.ts';

type Reused<Event> = { -readonly [Field in keyof Event]: Event[Field] };

// The engine has one record of each kind and reuses it for each event, so that matching allocates nothing.

export function acceptedRecord(): Reused<OrderAccepted> {
  return {
    orderId: 0,
    terms: {
      partyNumber: 0,
      instrumentId: 0,
      side: Side.Buy,
      orderType: OrderType.Limit,
      timeInForce: TimeInForce.GoodTillCanceled,
      price: 0,
      quantity: 0,
      clientOrderId: '',
    },
  };
}

export function restedRecord(): Reused<OrderRested> {
  return {
    orderId: 0,
    instrumentId: 0,
    side: Side.Buy,
    price: 0,
    leavesQuantity: 0,
  };
}

export function tradedRecord(): Reused<OrderTraded> {
  return {
    tradeId: 0,
    instrumentId: 0,
    price: 0,
    quantity: 0,
    aggressorSide: Side.Buy,
    makerOrderId: 0,
    makerPartyNumber: 0,
    makerLeavesQuantity: 0,
    takerOrderId: 0,
    takerPartyNumber: 0,
    takerLeavesQuantity: 0,
  };
}

export function canceledRecord(): Reused<OrderCanceled> {
  return {
    orderId: 0,
    instrumentId: 0,
    partyNumber: 0,
    side: Side.Buy,
    price: 0,
    canceledQuantity: 0,
    reason: CancelReason.Requested,
    wasResting: false,
  };
}

export function amendedRecord(): Reused<OrderAmended> {
  return {
    orderId: 0,
    instrumentId: 0,
    partyNumber: 0,
    side: Side.Buy,
    oldPrice: 0,
    oldLeavesQuantity: 0,
    price: 0,
    leavesQuantity: 0,
    priorityKept: false,
  };
}
