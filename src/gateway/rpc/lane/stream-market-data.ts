import { toBinary } from '@bufbuild/protobuf';
import { encodeEnvelope } from '@connectrpc/connect/protocol';
import {
  MarketDataService,
  StreamMarketDataRequestSchema,
  type StreamMarketDataResponse,
  StreamMarketDataResponseSchema,
} from '../../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { ReadTurns } from '../../../admission/read-turns.ts';
import type { MarketMessages } from '../market-messages.ts';
import { MAX_SUBSCRIPTIONS_BYTES } from '../message-limits.ts';
import { AwaitedSource } from './awaited-source.ts';
import { decode } from './decode.ts';
import type { StreamRpc } from './stream-rpc.ts';

const encode = (message: StreamMarketDataResponse) =>
  encodeEnvelope(0, toBinary(StreamMarketDataResponseSchema, message));

export function streamMarketData(market: MarketMessages, turns: ReadTurns): StreamRpc {
  return {
    method: MarketDataService.method.streamMarketData,
    maxBytes: MAX_SUBSCRIPTIONS_BYTES,
    open(bytes, { call }) {
      const request = decode(StreamMarketDataRequestSchema, bytes);
      const messages = market.open(request, {
        isJson: false,
        turns: turns.of(call.reader),
        hold: (held) => call.subscribed(held),
      });
      return new AwaitedSource(messages, encode);
    },
  };
}
