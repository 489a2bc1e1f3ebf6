import { create, toBinary } from '@bufbuild/protobuf';
import { StreamTradesRequestSchema } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { StreamExecutionsRequestSchema } from '../../gen/redleaf/v1/order_service_pb.ts';
import { type Attack, untilAborted } from './attack.ts';
import { bearer, callGrpc, envelope } from './attacker.ts';

const TRADES = envelope(
  toBinary(StreamTradesRequestSchema, create(StreamTradesRequestSchema, { resumeFromSequence: 0n })),
);
const EXECUTIONS = envelope(
  toBinary(StreamExecutionsRequestSchema, create(StreamExecutionsRequestSchema, { resumeFromSequence: 0n })),
);

/** Streams that resume from the first event again and again, like a thousand clients after a restart. */
export const resumes: Attack = {
  name: 'resumes',
  what: 'a thousand resumes at once of trades and executions, from the first event',
  size: { small: 20, large: 1_000 },
  repeats: true,
  async run(attacker, size, signal) {
    const session = attacker.open();
    const ends = Array.from({ length: size }, async (_, index) => {
      const isTrades = index % 2 === 0;
      const stream = callGrpc(
        session,
        isTrades
          ? { path: '/redleaf.v1.MarketDataService/StreamTrades', body: TRADES }
          : {
              path: '/redleaf.v1.OrderService/StreamExecutions',
              body: EXECUTIONS,
              headers: bearer(attacker.token),
            },
      );
      if (stream === undefined) return;
      const over = attacker.tally.watch(stream);
      // The work of a resume is done with its first message.
      await untilAborted(Promise.race([over, new Promise((data) => stream.once('data', data))]), signal);
      stream.destroy();
      await over;
    });
    await Promise.all(ends);
    session.close();
  },
};
