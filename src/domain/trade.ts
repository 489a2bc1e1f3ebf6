import type { Side } from './order.ts';

/** What two orders traded. */
export interface Trade {
  readonly tradeId: number;
  readonly instrumentId: number;
  /** Minor units. */
  readonly price: number;
  readonly quantity: number;
  readonly aggressorSide: Side;
  readonly makerOrderId: number;
  readonly makerPartyNumber: number;
  /** What the maker still had open after this trade. */
  readonly makerLeavesQuantity: number;
  readonly takerOrderId: number;
  readonly takerPartyNumber: number;
  readonly takerLeavesQuantity: number;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly transactTimeNs: bigint;
}

/** A trade with the event that told of it. */
export interface TradeRecord extends Trade {
  readonly sequence: number;
}
