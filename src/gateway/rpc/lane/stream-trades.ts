import { toBinary } from '@bufbuild/protobuf';
import { encodeEnvelope } from '@connectrpc/connect/protocol';
import {
  MarketDataService,
  StreamTradesRequestSchema,
  StreamTradesResponseSchema,
} from '../../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { TradeRecord } from '../../../domain/trade.ts';
import type { LogMessage } from '../../../feeds/log-message.ts';
import { encodedOnce } from '../encoded-once.ts';
import { MAX_REQUEST_BYTES } from '../message-limits.ts';
import type { TradeMessages } from '../trade-messages.ts';
import { decode } from './decode.ts';
import { LogSource } from './log-source.ts';
import type { StreamRpc } from './stream-rpc.ts';

export function streamTrades(trades: TradeMessages): StreamRpc {
  /** Callers that are up to date get the same message, and the same bytes. */
  const encode = encodedOnce((message: LogMessage<TradeRecord>) =>
    encodeEnvelope(0, toBinary(StreamTradesResponseSchema, trades.binary(message))),
  );
  return {
    method: MarketDataService.method.streamTrades,
    maxBytes: MAX_REQUEST_BYTES,
    open: (bytes) => new LogSource(trades.subscribe(decode(StreamTradesRequestSchema, bytes)), encode),
  };
}
