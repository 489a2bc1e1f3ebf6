import type { Side } from './order.ts';

/** A trade of another exchange. */
export interface ImportedTrade {
  /** As given out there, or in order of time where there are no ids: at most the last trade id of the import. */
  readonly tradeId: number;
  readonly instrumentId: number;
  /** Minor units. */
  readonly price: number;
  readonly quantity: number;
  readonly aggressorSide: Side;
  readonly makerOrderId: number;
  readonly makerPartyNumber: number;
  readonly makerLeavesQuantity: number;
  readonly takerOrderId: number;
  readonly takerPartyNumber: number;
  readonly takerLeavesQuantity: number;
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly transactTimeNs: bigint;
}
