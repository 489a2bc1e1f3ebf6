import type { MarketDataUpdate } from '../../gen/redleaf/v1/market_data_service_pb.ts';

/** The position of a reader. */
export interface Point {
  readonly epoch: bigint;
  readonly sequence: bigint;
}

/** A range of events that may have trades which were not delivered. */
export interface TradeGap {
  readonly epoch: bigint;
  /** The last event that was delivered. */
  readonly afterSequence: bigint;
  /** The oldest trade of the snapshot, or with none in it, the event after the snapshot. */
  readonly beforeSequence: bigint;
}

/** Undefined if nothing is missing between the delivered trades and an update. Everything of another epoch is new. */
export function tradeGap(delivered: Point | undefined, update: MarketDataUpdate): TradeGap | undefined {
  const { epoch, sequence, isSnapshot, update: content } = update;
  if (!isSnapshot || content.case !== 'trades') return undefined;
  if (delivered === undefined || delivered.epoch !== epoch || delivered.sequence === sequence)
    return undefined;
  const oldest = content.value.trades[0]?.sequence ?? sequence + 1n;
  const { sequence: afterSequence } = delivered;
  return oldest <= afterSequence + 1n ? undefined : { epoch, afterSequence, beforeSequence: oldest };
}
