import type { DescField } from '@bufbuild/protobuf';
import { writeTrade } from '../../../gen/redleaf/v1/market_data_service_codec.ts';
import type { TradeRecord } from '../../domain/trade.ts';
import { WireWriter } from '../../wire/wire-writer.ts';
import type { EncodedField } from './encoded-field.ts';

/** Number of the latest trades. Slower readers encode a trade again. */
const KEPT = 1_024;

interface Kept {
  readonly trade: TradeRecord;
  /** A length, then the message. */
  readonly bytes: Uint8Array;
}

/** The latest trades as bytes, each encoded once for all readers. */
export class EncodedTrades {
  readonly #wire = new WireWriter();
  /** By `tradeId` modulo KEPT. */
  readonly #kept = new Map<number, Kept>();

  /** @param field a field with a list of trades. */
  fieldsOf(field: DescField, trades: readonly TradeRecord[]): readonly EncodedField[] {
    return trades.map((trade) => ({ field, bytes: this.bytesOf(trade) }));
  }

  /** A length, then a `Trade`. */
  bytesOf(trade: TradeRecord): Uint8Array {
    const place = trade.tradeId % KEPT;
    const kept = this.#kept.get(place);
    if (kept?.trade === trade) return kept.bytes;
    this.#wire.rewind(0);
    writeTrade(this.#wire, trade);
    const bytes = this.#wire.copyValue();
    this.#kept.set(place, { trade, bytes });
    return bytes;
  }
}
