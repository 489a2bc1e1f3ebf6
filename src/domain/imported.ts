import type { OrderType, Side, TimeInForce } from './order.ts';

/** An order that was placed on another exchange and goes on here, as it stands. Always leaves + cum + canceled = quantity. */
export interface ImportedOrder {
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
  /** 0 for an order that is closed: it can still be asked for, and keeps its `client_order_id` taken. */
  readonly leavesQuantity: number;
  readonly cumQuantity: number;
  readonly canceledQuantity: number;
  /** Sum of price × quantity over its trades; below 2^53. */
  readonly notional: number;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly acceptTimeNs: bigint;
  readonly transactTimeNs: bigint;
}

/** What a party has traded in one instrument on another exchange. */
export interface ImportedPosition {
  readonly partyNumber: number;
  readonly instrumentId: number;
  /** Minor units; below 2^53. */
  readonly boughtQuantity: number;
  readonly soldQuantity: number;
  /** Sums of price × quantity, in minor units of both: exact, and of any size. */
  readonly boughtNotional: bigint;
  readonly soldNotional: bigint;
}
