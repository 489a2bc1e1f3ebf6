import {
  MarketDataService,
  StreamMarketDataRequestSchema,
} from '../../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { ReadTurns } from '../../../admission/read-turns.ts';
import type { MarketMessages } from '../market-messages.ts';
import { MAX_SUBSCRIPTIONS_BYTES } from '../message-limits.ts';
import { AwaitedSource } from './awaited-source.ts';
import { decode } from './decode.ts';
import { beginEnvelope, finishEnvelope, wire } from './envelope-writer.ts';
import type { StreamRpc } from './stream-rpc.ts';

export function streamMarketData(market: MarketMessages, turns: ReadTurns): StreamRpc {
  return {
    method: MarketDataService.method.streamMarketData,
    maxBytes: MAX_SUBSCRIPTIONS_BYTES,
    open(bytes, { call }) {
      const request = decode(StreamMarketDataRequestSchema, bytes);
      const reader = { turns: turns.of(call.reader), hold: (held: number) => call.subscribed(held) };
      const envelopes = market.open(request, reader, (streamId, updates) => {
        beginEnvelope();
        market.write(wire, streamId, updates);
        return finishEnvelope();
      });
      return new AwaitedSource(envelopes, (envelope) => envelope);
    },
  };
}
