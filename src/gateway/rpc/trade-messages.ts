import { create } from '@bufbuild/protobuf';
import {
  type StreamTradesRequest,
  type StreamTradesResponse,
  StreamTradesResponseSchema,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { TradeRecord } from '../../domain/trade.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { LogMessage } from '../../feeds/log-message.ts';
import type { LogSubscription } from '../../feeds/log-subscription.ts';
import { fromTrade } from './convert-responses.ts';
import { withEncoded } from './encoded-field.ts';
import { EncodedTrades } from './encoded-trades.ts';
import { requireBook } from './require-book.ts';
import { toResumePoint } from './resume-point.ts';

/** The streams of trades, as messages. */
export class TradeMessages {
  /** Each trade is encoded once for the readers of all streams. */
  readonly encoded = new EncodedTrades();
  readonly #feeds: Feeds;
  readonly #epoch: bigint;

  constructor(feeds: Feeds) {
    this.#feeds = feeds;
    this.#epoch = BigInt(feeds.epoch);
  }

  /** @throws RefusedError for wrong fields, EPOCH_MISMATCH, UNKNOWN_INSTRUMENT, RESUME_TOO_OLD or RESUME_IN_FUTURE. */
  subscribe(request: StreamTradesRequest): LogSubscription<TradeRecord> {
    const { instrumentId } = request;
    const resumeFrom = toResumePoint(request, this.#epoch);
    if (instrumentId !== 0) requireBook(this.#feeds, instrumentId);
    return this.#feeds.trades.subscribe(instrumentId, resumeFrom);
  }

  /** The trades are bytes that all readers share. */
  binary({ sequence, entries }: LogMessage<TradeRecord>): StreamTradesResponse {
    const header = create(StreamTradesResponseSchema, { epoch: this.#epoch, sequence: BigInt(sequence) });
    return withEncoded(header, this.encoded.fieldsOf(StreamTradesResponseSchema.field.trades, entries));
  }

  /** The trades are messages. */
  json({ sequence, entries }: LogMessage<TradeRecord>): StreamTradesResponse {
    return create(StreamTradesResponseSchema, {
      epoch: this.#epoch,
      sequence: BigInt(sequence),
      trades: entries.map(fromTrade),
    });
  }
}
