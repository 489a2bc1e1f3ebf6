import { CandleInterval } from '../domain/candle.ts';
import type { TradeRecord } from '../domain/trade.ts';
import type { Candle } from '../market/candle.ts';
import { CandleSeries } from '../market/candle-series.ts';
import { Minutes } from '../market/minutes.ts';
import type { TradingDays } from '../market/trading-days.ts';
import { type CandleWatch, WatchedCandles } from './candle-watch.ts';

const SECOND_NS = 1_000_000_000n;

/** The latest trade of an instrument. */
export type LastTrade = Pick<
  TradeRecord,
  | 'sequence'
  | 'price'
  | 'quantity'
  | 'aggressorSide'
  | 'makerPartyNumber'
  | 'takerPartyNumber'
  | 'transactTimeNs'
>;

/** The statistics of one instrument. */
export interface MarketStatistics {
  /** Undefined when it has never traded; then the other fields are too. */
  readonly lastTrade: LastTrade | undefined;
  /** The last price before the 24 hours, or the first in them. */
  readonly referencePrice: number | undefined;
  /** All trades of the last 24 hours, to the minute; undefined when there were none. */
  readonly lastDay: Candle | undefined;
}

/** The part that a snapshot keeps. The other forming candles are made from it. */
export interface MarketState {
  readonly instrumentId: number;
  readonly lastTrade: LastTrade;
  /** The second of the last trade. */
  readonly second: Candle;
  /** The five seconds and the minute of the last trade, without its second; undefined when they had no earlier trade. */
  readonly fiveSeconds: Candle | undefined;
  readonly minute: Candle | undefined;
  /** The minutes before, the earliest first. */
  readonly minutes: readonly Candle[];
}

/** Last trade, candles and statistics of one instrument. */
export class InstrumentMarket {
  readonly #instrumentId: number;
  readonly #series: CandleSeries;
  readonly #minutes = new Minutes();
  readonly #watched = new Map<CandleInterval, WatchedCandles>();
  #lastTrade: LastTrade | undefined;

  constructor(instrumentId: number, days: TradingDays) {
    this.#instrumentId = instrumentId;
    this.#series = new CandleSeries(days, (interval, candle) => {
      if (interval === CandleInterval.Minute) this.#minutes.push(candle);
      this.#watched.get(interval)?.closed(candle);
    });
  }

  traded(trade: LastTrade): void {
    this.#lastTrade = trade;
    this.#series.add(trade.sequence, trade.transactTimeNs, trade.price, trade.quantity);
  }

  /** Undefined while it has never traded. */
  get lastTrade(): LastTrade | undefined {
    return this.#lastTrade;
  }

  /** The latest candle, with all trades so far; undefined while there was none. */
  candle(interval: CandleInterval): Candle | undefined {
    return this.#series.candle(interval);
  }

  statistics(nowNs: bigint): MarketStatistics {
    const last = this.#lastTrade;
    // The clock may be behind the time of the last trade, which never runs backwards.
    const now = last !== undefined && last.transactTimeNs > nowNs ? last.transactTimeNs : nowNs;
    const minute = this.#series.candle(CandleInterval.Minute);
    const { trades, referencePrice } = this.#minutes.lastDay(Number(now / SECOND_NS), minute);
    return { lastTrade: last, referencePrice, lastDay: trades };
  }

  watch(interval: CandleInterval): CandleWatch {
    let watched = this.#watched.get(interval);
    if (watched === undefined) {
      watched = new WatchedCandles(this.#lastTrade?.sequence ?? 0, () => this.candle(interval));
      this.#watched.set(interval, watched);
    }
    return this.#join(interval, watched);
  }

  /** Undefined while it has never traded. */
  state(): MarketState | undefined {
    const second = this.#series.candle(CandleInterval.Second);
    if (this.#lastTrade === undefined || second === undefined) return undefined;
    return {
      instrumentId: this.#instrumentId,
      lastTrade: this.#lastTrade,
      second,
      fiveSeconds: this.#series.withoutSecond(CandleInterval.FiveSeconds),
      minute: this.#series.withoutSecond(CandleInterval.Minute),
      minutes: this.#minutes.closed,
    };
  }

  restore({ lastTrade, second, fiveSeconds, minute, minutes }: MarketState): void {
    this.#lastTrade = lastTrade;
    this.#minutes.restore([...minutes]);
    const allMinutes = minute === undefined ? minutes : [...minutes, minute];
    this.#series.restore(second, (interval) => {
      if (interval !== CandleInterval.FiveSeconds) return allMinutes;
      return fiveSeconds === undefined ? [] : [fiveSeconds];
    });
  }

  #join(interval: CandleInterval, watched: WatchedCandles): CandleWatch {
    watched.watchers += 1;
    let isOpen = true;
    return {
      changedAfter: (sequence) => watched.changedAfter(sequence),
      close: () => {
        if (!isOpen) return;
        isOpen = false;
        watched.watchers -= 1;
        if (watched.watchers === 0) this.#watched.delete(interval);
      },
    };
  }
}
