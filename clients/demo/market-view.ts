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

  async followTrades(redleaf: Redleaf, signal: AbortSignal): Promise<void> {
    for await (const trade of redleaf.watchTrades(this.instrument.instrumentId, { signal })) {
      const price = Number(trade.price);
      if (this.#slow === 0) this.#fast = this.#slow = price;
      this.#fast += (price - this.#fast) / 10;
      this.#slow += (price - this.#slow) / 100;
    }
  }
}
