import type { Trade } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { MarketDataChannel, type MarketDataUpdate } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { Side } from '../../../gen/redleaf/v1/order_pb.ts';
import type { Feed } from './feed.ts';
import { Source } from './source.ts';

/** A trade as the tape shows it, in minor units. */
export interface TapeTrade {
  readonly tradeId: bigint;
  readonly price: number;
  readonly quantity: number;
  readonly aggressorSide: Side;
  readonly timeNs: bigint;
}

/** What was missed after an interruption, if anything. */
export interface TapeGap {
  readonly fromTimeNs: bigint;
  readonly toTimeNs: bigint;
}

const KEPT = 500;
const IN_SNAPSHOT = 200;

/** The latest trades of one instrument, the newest last. */
export class Tape {
  readonly trades = new Source<readonly TapeTrade[] | undefined>(undefined);
  /** The last interruption that lost trades. */
  readonly gap = new Source<TapeGap | undefined>(undefined);
  /** Ends the subscription. */
  readonly close: () => void;

  /** Which history the trades are of. */
  #epoch: bigint | undefined;

  constructor(feed: Feed, instrumentId: number) {
    const topic = {
      channel: MarketDataChannel.TRADES,
      instrumentId,
      depth: IN_SNAPSHOT,
      updateIntervalMs: 50,
    };
    this.close = feed.subscribe(topic, (update) => this.#apply(update));
  }

  #apply({ isSnapshot, epoch, update }: MarketDataUpdate): void {
    if (update.case !== 'trades') return;
    const arrived = update.value.trades.map(tapeTrade);
    // Another history gives the same numbers to other trades.
    const had = this.#epoch === epoch ? (this.trades.value ?? []) : [];
    this.#epoch = epoch;
    const { trades, gap } = isSnapshot
      ? afterSnapshot(had, arrived)
      : { trades: [...had, ...arrived], gap: undefined };
    if (gap !== undefined) this.gap.value = gap;
    this.trades.value = trades.slice(-KEPT);
  }
}

/** A snapshot after an interruption: what overlaps goes on, what does not begins anew and says what is missing between. */
export function afterSnapshot(
  had: readonly TapeTrade[],
  snapshot: readonly TapeTrade[],
): { readonly trades: readonly TapeTrade[]; readonly gap: TapeGap | undefined } {
  const last = had.at(-1);
  const first = snapshot[0];
  if (last === undefined || first === undefined) return { trades: snapshot, gap: undefined };
  if (snapshot.some(({ tradeId }) => tradeId === last.tradeId)) {
    return { trades: [...had, ...snapshot.filter(({ tradeId }) => tradeId > last.tradeId)], gap: undefined };
  }
  return { trades: snapshot, gap: { fromTimeNs: last.timeNs, toTimeNs: first.timeNs } };
}

function tapeTrade({ tradeId, price, quantity, aggressorSide, transactTimeNs }: Trade): TapeTrade {
  return { tradeId, price: Number(price), quantity: Number(quantity), aggressorSide, timeNs: transactTimeNs };
}
