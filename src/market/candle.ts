import { add, multiply, type Sum } from './sum.ts';

/** Totals of the trades in one period. */
export interface Candle {
  /** Begin of the period, in seconds since 1970-01-01 UTC. */
  readonly openSeconds: number;
  readonly openPrice: number;
  readonly highPrice: number;
  readonly lowPrice: number;
  readonly closePrice: number;
  readonly volume: Sum;
  /** Sum of price × quantity, in minor units of both. */
  readonly value: Sum;
  readonly tradeCount: number;
  /** Sequence of its last trade. */
  readonly sequence: number;
}

/** A candle that further trades may change. */
export type FormingCandle = { -readonly [Key in keyof Candle]: Candle[Key] };

export function newCandle(
  openSeconds: number,
  sequence: number,
  price: number,
  quantity: number,
): FormingCandle {
  return {
    openSeconds,
    openPrice: price,
    highPrice: price,
    lowPrice: price,
    closePrice: price,
    volume: quantity,
    value: multiply(price, quantity),
    tradeCount: 1,
    sequence,
  };
}

/** Adds a trade, in order of sequence. */
export function addTrade(candle: FormingCandle, sequence: number, price: number, quantity: number): void {
  if (price > candle.highPrice) candle.highPrice = price;
  if (price < candle.lowPrice) candle.lowPrice = price;
  candle.closePrice = price;
  candle.volume = add(candle.volume, quantity);
  candle.value = add(candle.value, multiply(price, quantity));
  candle.tradeCount += 1;
  candle.sequence = sequence;
}

/** Adds the trades of a later candle. */
export function addCandle(candle: FormingCandle, later: Candle): void {
  if (later.highPrice > candle.highPrice) candle.highPrice = later.highPrice;
  if (later.lowPrice < candle.lowPrice) candle.lowPrice = later.lowPrice;
  candle.closePrice = later.closePrice;
  candle.volume = add(candle.volume, later.volume);
  candle.value = add(candle.value, later.value);
  candle.tradeCount += later.tradeCount;
  candle.sequence = later.sequence;
}

/** Merges candles, oldest first, into one; undefined for none. */
export function merge(candles: Iterable<Candle | undefined>, openSeconds?: number): Candle | undefined {
  let merged: FormingCandle | undefined;
  for (const candle of candles) {
    if (candle === undefined) continue;
    if (merged === undefined) merged = { ...candle, openSeconds: openSeconds ?? candle.openSeconds };
    else addCandle(merged, candle);
  }
  return merged;
}
