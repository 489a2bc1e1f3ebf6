import { OrderType, TimeInForce } from './order.ts';

/** The seed has one word for type and time in force: in REST, datagrams, CSV files and MongoDB. */
export const ORDER_KINDS = {
  GTC: { orderType: OrderType.Limit, timeInForce: TimeInForce.GoodTillCanceled },
  IOC: { orderType: OrderType.Limit, timeInForce: TimeInForce.ImmediateOrCancel },
  MARKET: { orderType: OrderType.Market, timeInForce: TimeInForce.ImmediateOrCancel },
} as const;

export type OrderKind = keyof typeof ORDER_KINDS;

/** @throws RangeError for a pair that the seed has no word for. */
export function orderKindOf(orderType: OrderType, timeInForce: TimeInForce): OrderKind {
  if (orderType === OrderType.Market) return 'MARKET';
  if (timeInForce === TimeInForce.GoodTillCanceled) return 'GTC';
  if (timeInForce === TimeInForce.ImmediateOrCancel) return 'IOC';
  throw new RangeError(`order type ${orderType} with time in force ${String(timeInForce)} has no kind`);
}
