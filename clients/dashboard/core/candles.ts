import { type Candle, CandleInterval } from '../../../gen/redleaf/v1/market_data_pb.ts';
import type { ListCandlesResponse } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { millisecondsOf } from './time.ts';

/** What the trades of one period came to, in minor units. */
export interface Bar {
  readonly openMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly trades: number;
  /** The event of the last trade in it: of two states of one candle the later is the one with more. */
  readonly sequence: bigint;
}

export interface Interval {
  readonly value: CandleInterval;
  readonly label: string;
  readonly ms: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

export const INTERVALS: readonly Interval[] = [
  { value: CandleInterval.CANDLE_INTERVAL_1_SECOND, label: '1s', ms: SECOND_MS },
  { value: CandleInterval.CANDLE_INTERVAL_5_SECONDS, label: '5s', ms: 5 * SECOND_MS },
  { value: CandleInterval.CANDLE_INTERVAL_1_MINUTE, label: '1m', ms: MINUTE_MS },
  { value: CandleInterval.CANDLE_INTERVAL_5_MINUTES, label: '5m', ms: 5 * MINUTE_MS },
  { value: CandleInterval.CANDLE_INTERVAL_15_MINUTES, label: '15m', ms: 15 * MINUTE_MS },
  { value: CandleInterval.CANDLE_INTERVAL_1_HOUR, label: '1h', ms: 60 * MINUTE_MS },
  { value: CandleInterval.CANDLE_INTERVAL_1_DAY, label: '1D', ms: 24 * 60 * MINUTE_MS },
];

export function barOf(candle: Candle): Bar {
  return {
    openMs: millisecondsOf(candle.openTimeNs),
    open: Number(candle.openPrice),
    high: Number(candle.highPrice),
    low: Number(candle.lowPrice),
    close: Number(candle.closePrice),
    volume: Number(candle.volume),
    trades: Number(candle.tradeCount),
    sequence: candle.sequence,
  };
}

/** Both in order of time; of two states of one candle the later one counts, whichever way it came. */
export function mergeBars(had: readonly Bar[], news: readonly Bar[]): readonly Bar[] {
  const first = news[0];
  if (first === undefined) return had;
  // Nearly always the news are about the end.
  let from = had.length;
  while (from > 0 && (had[from - 1]?.openMs ?? 0) >= first.openMs) from -= 1;
  const byTime = new Map(had.slice(from).map((bar) => [bar.openMs, bar]));
  for (const bar of news) {
    const known = byTime.get(bar.openMs);
    if (known === undefined || known.sequence < bar.sequence) byTime.set(bar.openMs, bar);
  }
  const merged = [...byTime.values()].sort((a, b) => a.openMs - b.openMs);
  return [...had.slice(0, from), ...merged];
}

/** Whether a list has all that happened before the channel began; the channel has what followed. */
export function reaches(
  listed: Pick<ListCandlesResponse, 'epoch' | 'sequence'>,
  begun: { readonly epoch: bigint; readonly sequence: bigint },
): boolean {
  // Nothing has traded yet, so that there is nothing to list.
  if (begun.sequence === 0n) return true;
  return listed.epoch === begun.epoch && listed.sequence >= begun.sequence;
}
