import type { Side } from './order.ts';

/** A trade between two orders. */
export interface Trade {
  readonly tradeId: number;
  readonly instrumentId: number;
  /** Minor units. */
  readonly price: number;
  readonly quantity: number;
  readonly aggressorSide: Side;
  readonly makerOrderId: number;
  readonly makerPartyNumber: number;
  /** Open quantity of the maker after this trade. */
  readonly makerLeavesQuantity: number;
  readonly takerOrderId: number;
  readonly takerPartyNumber: number;
  readonly takerLeavesQuantity: number;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly transactTimeNs: bigint;
}

/** A trade with its event. */
export interface TradeRecord extends Trade {
  readonly sequence: number;
}
