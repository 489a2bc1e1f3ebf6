import { mayRest, OrderType, TimeInForce } from './order.ts';

/**
 * The seed's word for order type and time in force, as used in REST, datagrams, CSV files and MongoDB. The seed has no
 * fill-or-kill orders. They appear as IOC, because they never rest either. Orders that are good till a date appear as GTC.
 */
export const ORDER_KINDS = {
  GTC: { orderType: OrderType.Limit, timeInForce: TimeInForce.GoodTillCanceled },
  IOC: { orderType: OrderType.Limit, timeInForce: TimeInForce.ImmediateOrCancel },
  MARKET: { orderType: OrderType.Market, timeInForce: TimeInForce.ImmediateOrCancel },
} as const;

export type OrderKind = keyof typeof ORDER_KINDS;

export function orderKindOf(orderType: OrderType, timeInForce: TimeInForce): OrderKind {
  if (orderType === OrderType.Market) return 'MARKET';
  if (mayRest(timeInForce)) return 'GTC';
  return 'IOC';
}
