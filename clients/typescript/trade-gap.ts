import type { MarketDataUpdate } from '../../gen/redleaf/v1/market_data_service_pb.ts';

/** How far a reader is. */
export interface Point {
  readonly epoch: bigint;
  readonly sequence: bigint;
}

/** Events among which there may be trades that were not delivered: those after one and before the other. */
export interface TradeGap {
  readonly epoch: bigint;
  /** The last event that was delivered. */
  readonly afterSequence: bigint;
  /** The oldest trade of the snapshot, or with none in it, the event after the snapshot. */
  readonly beforeSequence: bigint;
}

/** Undefined when nothing is missing between what was delivered and an update. Of another epoch, all is new. */
export function tradeGap(delivered: Point | undefined, update: MarketDataUpdate): TradeGap | undefined {
  const { epoch, sequence, isSnapshot, update: content } = update;
  if (!isSnapshot || content.case !== 'trades') return undefined;
  if (delivered === undefined || delivered.epoch !== epoch || delivered.sequence === sequence)
    return undefined;
  const oldest = content.value.trades[0]?.sequence ?? sequence + 1n;
  const { sequence: afterSequence } = delivered;
  return oldest <= afterSequence + 1n ? undefined : { epoch, afterSequence, beforeSequence: oldest };
}
