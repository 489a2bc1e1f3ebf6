import type { OrderType, Side, TimeInForce } from './order.ts';

/** An order as it stands at some moment. Always leaves + cum + canceled = quantity. */
export interface OrderSnapshot {
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly instrumentId: number;
  readonly partyNumber: number;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  /** Minor units; 0 for a market order. */
  readonly price: number;
  readonly quantity: number;
  readonly leavesQuantity: number;
  readonly cumQuantity: number;
  readonly canceledQuantity: number;
  /** Sum of price × quantity over its trades; below 2^53. */
  readonly notional: number;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly acceptTimeNs: bigint;
  readonly transactTimeNs: bigint;
}
