import { create, toBinary } from '@bufbuild/protobuf';
import { GetOrderBookRequestSchema } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { type Attack, inParallel, untilAborted } from './attack.ts';
import { callGrpc, envelope } from './attacker.ts';

const AT_ONCE = 8;

/** Requests every answer in the most expensive encoding. */
function compressed(encoding: 'br' | 'gzip'): Attack {
  return {
    name: `compression-${encoding}`,
    what: `GetOrderBook with 5,000 levels, ${encoding} asked for`,
    size: { small: 16, large: 2_000 },
    repeats: true,
    async run(attacker, size, signal) {
      const session = attacker.open();
      const { instrumentId } = attacker.target;
      const body = envelope(
        toBinary(
          GetOrderBookRequestSchema,
          create(GetOrderBookRequestSchema, { instrumentId, depth: 5_000 }),
        ),
      );
      const calls = inParallel(size, AT_ONCE, signal, async () => {
        const stream = callGrpc(session, {
          path: '/redleaf.v1.MarketDataService/GetOrderBook',
          body,
          headers: { 'grpc-accept-encoding': encoding },
        });
        await new Promise((turn) => setImmediate(turn));
        if (stream !== undefined) await attacker.tally.watch(stream.resume());
      });
      await untilAborted(calls, signal);
      session.close();
    },
  };
}

export const brotliAnswers = compressed('br');
export const gzipAnswers = compressed('gzip');
