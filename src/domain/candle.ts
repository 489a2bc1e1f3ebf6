/** Lengths of candles, with the numbers of the contract. */
export const CandleInterval = {
  Second: 1,
  FiveSeconds: 2,
  Minute: 3,
  FiveMinutes: 4,
  FifteenMinutes: 5,
  Hour: 6,
  Day: 7,
} as const;
export type CandleInterval = (typeof CandleInterval)[keyof typeof CandleInterval];

export const CANDLE_INTERVALS: readonly CandleInterval[] = Object.values(CandleInterval);
