import type { OrderType, Side, TimeInForce } from '../domain/order.ts';
import type { OrderSnapshot } from '../domain/order-snapshot.ts';

/** What never changes of an order. */
export type OrderTerms = Pick<
  OrderSnapshot,
  | 'orderId'
  | 'clientOrderId'
  | 'instrumentId'
  | 'partyNumber'
  | 'side'
  | 'orderType'
  | 'timeInForce'
  | 'acceptTimeNs'
>;

/** An order as it stands after some event; it is changed in place. */
export type OrderRecord = OrderTerms & {
  -readonly [Key in Exclude<keyof OrderSnapshot, keyof OrderTerms>]: OrderSnapshot[Key];
} & {
  /** Of two open orders at the same price, the one with the lower number trades first. */
  priority: number;
};

/** An order that has just come in. */
export function acceptedOrder(
  orderId: number,
  instrumentId: number,
  partyNumber: number,
  side: Side,
  orderType: OrderType,
  timeInForce: TimeInForce,
  price: number,
  quantity: number,
  clientOrderId: string,
  timeNs: bigint,
): OrderRecord {
  return {
    orderId,
    clientOrderId,
    instrumentId,
    partyNumber,
    side,
    orderType,
    timeInForce,
    acceptTimeNs: timeNs,
    price,
    quantity,
    leavesQuantity: quantity,
    cumQuantity: 0,
    canceledQuantity: 0,
    notional: 0,
    transactTimeNs: timeNs,
    priority: 0,
  };
}

export function fillOrder(
  order: OrderRecord,
  price: number,
  quantity: number,
  leaves: number,
  timeNs: bigint,
): void {
  order.cumQuantity += quantity;
  order.leavesQuantity = leaves;
  order.notional += price * quantity;
  order.transactTimeNs = timeNs;
}

/** All that it had open. */
export function cancelOrder(order: OrderRecord, timeNs: bigint): void {
  order.canceledQuantity += order.leavesQuantity;
  order.leavesQuantity = 0;
  order.transactTimeNs = timeNs;
}

export function amendOrder(order: OrderRecord, price: number, leaves: number, timeNs: bigint): void {
  order.price = price;
  order.leavesQuantity = leaves;
  order.quantity = order.cumQuantity + leaves;
  order.transactTimeNs = timeNs;
}
