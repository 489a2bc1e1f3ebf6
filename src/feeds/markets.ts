import type { InstrumentCreated, TradeImported } from '../events/events.ts';
import type { TradingDays } from '../market/trading-days.ts';
import type { Head } from './head.ts';
import { InstrumentMarket, type MarketState } from './instrument-market.ts';
import type { Trades } from './trades.ts';
import type { View } from './view.ts';

interface Options {
  readonly head: Head;
  /** Must take each event before this view. */
  readonly trades: Trades;
  readonly days: TradingDays;
}

/** Last trade, candles and statistics of all instruments. */
export class Markets implements View {
  readonly #options: Options;
  readonly #markets = new Map<number, InstrumentMarket>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Undefined for an instrument that is not listed. */
  get(instrumentId: number): InstrumentMarket | undefined {
    return this.#markets.get(instrumentId);
  }

  /** Undefined while the instrument has never traded. */
  lastPriceOf(instrumentId: number): number | undefined {
    return this.#markets.get(instrumentId)?.lastTrade?.price;
  }

  /** Of all instruments that have traded. */
  *states(): Iterable<MarketState> {
    for (const market of this.#markets.values()) {
      const state = market.state();
      if (state !== undefined) yield state;
    }
  }

  restore(state: MarketState): void {
    this.#require(state.instrumentId).restore(state);
  }

  instrumentCreated({ instrument: { instrumentId } }: InstrumentCreated): void {
    this.#markets.set(instrumentId, new InstrumentMarket(instrumentId, this.#options.days));
  }

  orderTraded(): void {
    const trade = this.#options.trades.last;
    this.#require(trade.instrumentId).traded(trade);
  }

  tradeImported({ trade }: TradeImported): void {
    this.#require(trade.instrumentId).traded({ ...trade, sequence: this.#options.head.sequence });
  }

  #require(instrumentId: number): InstrumentMarket {
    const market = this.#markets.get(instrumentId);
    if (market === undefined) throw new Error(`event about instrument ${instrumentId}, which is not listed`);
    return market;
  }
}
