import { CancelReason, OrderType, Side, TimeInForce } from '../domain/order.ts';
import type {
  OrderAccepted,
  OrderAmended,
  OrderCanceled,
  OrderRested,
  OrderTraded,
} from '../events/events.ts';

type Reused<Event> = { -readonly [Field in keyof Event]: Event[Field] };

/** One record of each kind. It is reused for each event, so that matching allocates nothing. */
export class EventRecords {
  readonly accepted: Reused<OrderAccepted> = {
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
  readonly rested: Reused<OrderRested> = {
    orderId: 0,
    instrumentId: 0,
    side: Side.Buy,
    price: 0,
    leavesQuantity: 0,
  };
  readonly traded: Reused<OrderTraded> = {
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
  readonly canceled: Reused<OrderCanceled> = {
    orderId: 0,
    instrumentId: 0,
    partyNumber: 0,
    side: Side.Buy,
    price: 0,
    canceledQuantity: 0,
    reason: CancelReason.Requested,
    wasResting: false,
  };
  readonly amended: Reused<OrderAmended> = {
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
