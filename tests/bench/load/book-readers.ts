import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  StreamOrderBookRequestSchema,
  StreamOrderBookResponseSchema,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { envelope } from '../../attacks/attacker.ts';

const PATH = '/redleaf.v1.MarketDataService/StreamOrderBook';

/** What a reader of an order book sends. It is as far as the sequence of what it has read. */
export function bookReaders(instrumentId: number) {
  const request = create(StreamOrderBookRequestSchema, { instrumentId });
  return {
    path: PATH,
    request: envelope(toBinary(StreamOrderBookRequestSchema, request)),
    progressOf: (message: Buffer, before: number) => {
      const { sequence, hasMoreLevels } = fromBinary(StreamOrderBookResponseSchema, message);
      return hasMoreLevels ? before : Number(sequence);
    },
  };
}
