import { create, toBinary } from '@bufbuild/protobuf';
import {
  MarketDataChannel,
  StreamMarketDataRequestSchema,
} from '../../gen/redleaf/v1/market_data_service_pb.ts';
import type { Attack } from './attack.ts';
import { callGrpc, envelope } from './attacker.ts';

const PER_CONNECTION = 100;
/** Maximum number per stream. */
const SUBSCRIPTIONS = 256;

/** All subscriptions together have almost the maximum of levels of a stream. */
const DEPTHS = 70;

export const deepSubscriptions: Attack = {
  name: 'deep-subscriptions',
  what: 'streams of 256 books each, of 70 depths, a hundred times a second',
  size: { small: 10, large: 200, largest: 2_500 },
  repeats: false,
  async run(attacker, size, signal) {
    const { instrumentId } = attacker.target;
    const subscriptions = Array.from({ length: SUBSCRIPTIONS }, (_, index) => ({
      ...{ subscriptionId: index + 1, channel: MarketDataChannel.ORDER_BOOK, instrumentId },
      ...{ depth: 4 + (index % DEPTHS), updateIntervalMs: 10 },
    }));
    const request = create(StreamMarketDataRequestSchema, { subscriptions });
    const body = envelope(toBinary(StreamMarketDataRequestSchema, request));
    let begun = 0;
    for (const session of attacker.openFor(size, PER_CONNECTION)) {
      for (let sent = 0; sent < PER_CONNECTION && begun < size && !signal.aborted; sent += 1) {
        const stream = callGrpc(session, { path: '/redleaf.v1.MarketDataService/StreamMarketData', body });
        if (stream === undefined) break;
        begun += 1;
        void attacker.tally.watch(stream);
        stream.resume();
        await new Promise((turn) => setImmediate(turn));
      }
    }
  },
};
