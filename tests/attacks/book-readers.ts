import { create, toBinary } from '@bufbuild/protobuf';
import { GetOrderBookRequestSchema } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { type Attack, inParallel, untilAborted } from './attack.ts';
import { callGrpc, envelope } from './attacker.ts';

/** Readers that send the next request after each answer. */
function readers(name: string, what: string, depthOf: (index: number) => number): Attack {
  return {
    name,
    what,
    size: { small: 20, large: 20_000 },
    repeats: true,
    async run(attacker, size, signal) {
      const { instrumentId } = attacker.target;
      const sessions = [attacker.open(), attacker.open()];
      const calls = inParallel(size, sessions.length, signal, async (index) => {
        const session = sessions[index % sessions.length];
        const request = create(GetOrderBookRequestSchema, { instrumentId, depth: depthOf(index) });
        const body = envelope(toBinary(GetOrderBookRequestSchema, request));
        const stream =
          session && callGrpc(session, { path: '/redleaf.v1.MarketDataService/GetOrderBook', body });
        await new Promise((turn) => setImmediate(turn));
        if (stream !== undefined) await attacker.tally.watch(stream.resume());
      });
      await untilAborted(calls, signal);
      for (const session of sessions) session.close();
    },
  };
}

export const bookReaders = readers('book-readers', 'two readers of GetOrderBook without a depth', () => 0);

/** Every request has another depth, so that no cached answer fits. */
export const deepBookReaders = readers(
  'deep-book-readers',
  'two readers of GetOrderBook, always of another depth from 4,000 to 5,000',
  (index) => 4_000 + (index % 1_000),
);
