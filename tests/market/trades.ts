import fc from 'fast-check';
import type { CandleInterval } from '../../src/domain/candle.ts';
import { Side } from '../../src/domain/order.ts';
import type { Trade } from '../../src/domain/trade.ts';
import type { Candle } from '../../src/market/candle.ts';
import { startOfPeriod } from '../../src/market/periods.ts';
import { toSum } from '../../src/market/sum.ts';
import type { TradingDays } from '../../src/market/trading-days.ts';

const SECOND = 1_000_000_000n;
const HOUR = 3_600n * SECOND;

/** Most trades are close to the one before. Some come after hours or days, or with a clock that was set back. */
const step = fc.oneof(
  fc.constant(0n),
  fc.bigInt({ min: 0n, max: 2n * SECOND }),
  fc.bigInt({ min: 0n, max: 120n * SECOND }),
  fc.bigInt({ min: 0n, max: 3n * HOUR }),
  fc.bigInt({ min: 20n * HOUR, max: 27n * HOUR }),
  fc.constant(60n * SECOND),
  fc.constant(-SECOND),
);
/** Noon before the day of 25 hours in Zurich, and before the day of 23 hours. */
const begin = fc.constantFrom('2026-10-24T10:00:00Z', '2026-03-28T11:00:00Z', '2026-07-01T00:00:00Z');
const trade = fc.record({
  step,
  price: fc.oneof(
    fc.integer({ min: 90, max: 110 }),
    fc.constantFrom(0, 2 ** 31 - 1, Number.MAX_SAFE_INTEGER),
  ),
  quantity: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(2 ** 31 - 1, Number.MAX_SAFE_INTEGER)),
  aggressorSide: fc.constantFrom(Side.Buy, Side.Sell),
  maker: fc.integer({ min: 1, max: 3 }),
  taker: fc.integer({ min: 1, max: 3 }),
});

/** Trades of instrument 1, whose sequences are two apart. */
export const trades = fc
  .tuple(begin, fc.array(trade, { maxLength: 60, size: 'max' }))
  .map(([from, steps]) => {
    let timeNs = BigInt(Date.parse(from)) * 1_000_000n;
    return steps.map(({ step: by, price, quantity, aggressorSide, maker, taker }, index) => {
      timeNs += by;
      const told: Trade = {
        ...{ tradeId: index + 1, instrumentId: 1, price, quantity, aggressorSide, transactTimeNs: timeNs },
        ...{ makerOrderId: 1, makerPartyNumber: maker, makerLeavesQuantity: 0 },
        ...{ takerOrderId: 2, takerPartyNumber: taker, takerLeavesQuantity: 0 },
      };
      return { ...told, sequence: 10 + 2 * index };
    });
  });

export type SequencedTrade = Trade & { readonly sequence: number };

/** The second in which each trade counts. No trade counts earlier than the one before it. */
export function secondsOf(all: readonly SequencedTrade[]): number[] {
  let latest = 0;
  return all.map(({ transactTimeNs }) => {
    latest = Math.max(latest, Number(transactTimeNs / SECOND));
    return latest;
  });
}

/** All candles of an interval, by the simplest implementation. */
export function candlesOf(
  all: readonly SequencedTrade[],
  interval: CandleInterval,
  days: TradingDays,
): Candle[] {
  const seconds = secondsOf(all);
  const starts = seconds.map((each) => startOfPeriod(interval, each, days));
  return [...new Set(starts)].map((start) => ({
    ...{ openSeconds: start, ...totalsOf(all.filter((_, index) => starts[index] === start)) },
  }));
}

export function totalsOf(some: readonly SequencedTrade[]) {
  const prices = some.map(({ price }) => price);
  const sum = (value: (trade: SequencedTrade) => bigint) =>
    toSum(some.reduce((all, one) => all + value(one), 0n));
  return {
    openPrice: prices[0] ?? Number.NaN,
    highPrice: Math.max(...prices),
    lowPrice: Math.min(...prices),
    closePrice: prices.at(-1) ?? Number.NaN,
    volume: sum(({ quantity }) => BigInt(quantity)),
    value: sum(({ price, quantity }) => BigInt(price) * BigInt(quantity)),
    tradeCount: some.length,
    sequence: some.at(-1)?.sequence ?? 0,
  };
}
