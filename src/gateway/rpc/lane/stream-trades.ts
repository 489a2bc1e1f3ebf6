import { create, toBinary } from '@bufbuild/protobuf';
import { encodeEnvelope } from '@connectrpc/connect/protocol';
import {
  MarketDataService,
  StreamTradesRequestSchema,
  StreamTradesResponseSchema,
} from '../../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { TradeRecord } from '../../../domain/trade.ts';
import type { Feeds } from '../../../feeds/feeds.ts';
import type { LogMessage } from '../../../feeds/log-message.ts';
import { withEncoded } from '../encoded-field.ts';
import { EncodedTrades } from '../encoded-trades.ts';
import { MAX_REQUEST_BYTES } from '../message-limits.ts';
import { requireBook } from '../require-book.ts';
import { toResumePoint } from '../resume-point.ts';
import { decode } from './decode.ts';
import { LogSource } from './log-source.ts';
import type { StreamRpc } from './stream-rpc.ts';

export function streamTrades(feeds: Feeds): StreamRpc {
  const epoch = BigInt(feeds.epoch);
  const trades = new EncodedTrades();
  /** Callers that are up to date get the same message, and the same bytes. */
  const kept = new WeakMap<LogMessage<TradeRecord>, Uint8Array>();
  const encode = (message: LogMessage<TradeRecord>): Uint8Array => {
    let envelope = kept.get(message);
    if (envelope === undefined) {
      const { sequence, entries } = message;
      const header = create(StreamTradesResponseSchema, { epoch, sequence: BigInt(sequence) });
      const fields = trades.fieldsOf(StreamTradesResponseSchema.field.trades, entries);
      envelope = encodeEnvelope(0, toBinary(StreamTradesResponseSchema, withEncoded(header, fields)));
      kept.set(message, envelope);
    }
    return envelope;
  };
  return {
    method: MarketDataService.method.streamTrades,
    maxBytes: MAX_REQUEST_BYTES,
    open(bytes) {
      const request = decode(StreamTradesRequestSchema, bytes);
      const { instrumentId } = request;
      const resumeFrom = toResumePoint(request, epoch);
      if (instrumentId !== 0) requireBook(feeds, instrumentId);
      return new LogSource(feeds.trades.subscribe(instrumentId, resumeFrom), encode);
    },
  };
}
