import type { Side } from '../domain/order.ts';
import type { TradeRecord } from '../domain/trade.ts';
import { tradeRecord } from '../feeds/trade.ts';
import { EntrySink } from './entry-sink.ts';

/** Trades of one instrument, or of all with 0. */
export class TradeSink extends EntrySink<TradeRecord> {
  readonly #instrumentId: number;

  constructor(instrumentId: number, after: number) {
    super(after);
    this.#instrumentId = instrumentId;
  }

  override traded(
    tradeId: number,
    instrumentId: number,
    price: number,
    quantity: number,
    aggressorSide: Side,
    makerOrderId: number,
    makerPartyNumber: number,
    makerLeaves: number,
    takerOrderId: number,
    takerPartyNumber: number,
    takerLeaves: number,
  ): void {
    if (!this.isTaken || (this.#instrumentId !== 0 && this.#instrumentId !== instrumentId)) return;
    this.entries.push(
      tradeRecord(
        this.sequence,
        this.timeNs,
        tradeId,
        instrumentId,
        price,
        quantity,
        aggressorSide,
        makerOrderId,
        makerPartyNumber,
        makerLeaves,
        takerOrderId,
        takerPartyNumber,
        takerLeaves,
      ),
    );
  }
}
