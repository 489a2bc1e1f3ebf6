import type { TradeRecord } from '../domain/trade.ts';
import type { OrderTraded } from '../events/events.ts';
import { tradeOf } from '../feeds/trade.ts';
import { EntrySink } from './entry-sink.ts';

/** Trades of one instrument, or of all with 0. */
export class TradeSink extends EntrySink<TradeRecord> {
  readonly #instrumentId: number;

  constructor(instrumentId: number, after: number) {
    super(after);
    this.#instrumentId = instrumentId;
  }

  orderTraded(event: OrderTraded): void {
    const frame = this.frameOfTaken();
    if (frame === undefined) return;
    if (this.#instrumentId !== 0 && this.#instrumentId !== event.instrumentId) return;
    this.entries.push(tradeOf(event, frame.sequence, frame.timeNs));
  }
}
