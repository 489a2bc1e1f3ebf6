import { LocalOrderBook, type Redleaf } from '@redleaf/client';
import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';
import type { DemoInstrument } from './market.ts';

/** What the bots see of one instrument. */
export class MarketView {
  readonly instrument: Instrument;
  readonly demo: DemoInstrument;
  #book: LocalOrderBook;
  /** Moving averages of trade prices, over about 10 and about 100 trades. */
  #fast = 0;
  #slow = 0;

  constructor(instrument: Instrument, demo: DemoInstrument) {
    this.instrument = instrument;
    this.demo = demo;
    this.#book = new LocalOrderBook(instrument.instrumentId);
  }

  get book(): LocalOrderBook {
    return this.#book;
  }

  get isRising(): boolean {
    return this.#fast >= this.#slow;
  }

  async followBook(redleaf: Redleaf, signal: AbortSignal): Promise<void> {
    for await (const book of redleaf.watchOrderBook(this.instrument.instrumentId, { signal }))
      this.#book = book;
  }

  traded(price: number): void {
    if (this.#slow === 0) this.#fast = this.#slow = price;
    this.#fast += (price - this.#fast) / 10;
    this.#slow += (price - this.#slow) / 100;
  }
}

/** Shows each market its trades, from one stream for all. */
export async function followTrades(
  redleaf: Redleaf,
  markets: readonly MarketView[],
  signal: AbortSignal,
): Promise<void> {
  const byInstrument = new Map(markets.map((market) => [market.instrument.instrumentId, market]));
  for await (const { instrumentId, price } of redleaf.watchTrades(0, { signal }))
    byInstrument.get(instrumentId)?.traded(Number(price));
}
