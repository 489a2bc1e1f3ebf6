import { create, toBinary } from '@bufbuild/protobuf';
import { StreamOrderBookRequestSchema } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import type { Attack } from './attack.ts';
import { callGrpc, envelope } from './attacker.ts';

const PER_CONNECTION = 500;

/** Unread streams of the deep book while it changes. */
export const slowReaders: Attack = {
  name: 'slow-readers',
  what: '1,000 streams of a book of 10,000 levels that are not read',
  size: { small: 20, large: 1_000 },
  repeats: false,
  async run(attacker, size, signal) {
    const { instrumentId } = attacker.target;
    const body = envelope(
      toBinary(StreamOrderBookRequestSchema, create(StreamOrderBookRequestSchema, { instrumentId })),
    );
    let begun = 0;
    for (const session of attacker.openFor(size, PER_CONNECTION, { initialWindowSize: 0 })) {
      for (let sent = 0; sent < PER_CONNECTION && begun < size && !signal.aborted; sent += 1) {
        const stream = callGrpc(session, { path: '/redleaf.v1.MarketDataService/StreamOrderBook', body });
        if (stream === undefined) break;
        begun += 1;
        void attacker.tally.watch(stream);
        if (begun % 10 === 0) await new Promise((turn) => setImmediate(turn));
      }
    }
  },
};
