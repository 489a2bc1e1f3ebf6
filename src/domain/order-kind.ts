import { OrderType, TimeInForce } from './order.ts';

/**
 * The seed has one word for type and time in force: in REST, datagrams, CSV files and MongoDB. It has none for fill or kill: such an
 * order appears as IOC there, since it never rests.
 */
export const ORDER_KINDS = {
  GTC: { orderType: OrderType.Limit, timeInForce: TimeInForce.GoodTillCanceled },
  IOC: { orderType: OrderType.Limit, timeInForce: TimeInForce.ImmediateOrCancel },
  MARKET: { orderType: OrderType.Market, timeInForce: TimeInForce.ImmediateOrCancel },
} as const;

export type OrderKind = keyof typeof ORDER_KINDS;

export function orderKindOf(orderType: OrderType, timeInForce: TimeInForce): OrderKind {
  if (orderType === OrderType.Market) return 'MARKET';
  if (timeInForce === TimeInForce.GoodTillCanceled) return 'GTC';
  return 'IOC';
}
