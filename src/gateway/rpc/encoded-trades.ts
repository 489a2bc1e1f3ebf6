import { type DescField, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { TradeSchema } from '../../../gen/redleaf/v1/market_data_pb.ts';
import type { TradeRecord } from '../../domain/trade.ts';
import { fromTrade } from './convert-responses.ts';
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
  /** By `tradeId` modulo KEPT. */
  readonly #kept = new Map<number, Kept>();

  /** @param field a field with a list of trades. */
  fieldsOf(field: DescField, trades: readonly TradeRecord[]): readonly EncodedField[] {
    return trades.map((trade) => ({ field, bytes: this.#bytesOf(trade) }));
  }

  #bytesOf(trade: TradeRecord): Uint8Array {
    const place = trade.tradeId % KEPT;
    const kept = this.#kept.get(place);
    if (kept?.trade === trade) return kept.bytes;
    const bytes = new BinaryWriter().bytes(toBinary(TradeSchema, fromTrade(trade))).finish();
    this.#kept.set(place, { trade, bytes });
    return bytes;
  }
}
