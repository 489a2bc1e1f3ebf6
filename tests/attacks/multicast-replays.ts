import { create, toBinary } from '@bufbuild/protobuf';
import { ReplayMulticastRequestSchema } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { type Attack, inParallel, untilAborted } from './attack.ts';
import { callGrpc, envelope } from './attacker.ts';

const AT_ONCE = 16;
const DATAGRAMS = 1_000n;

/** Readers that request the same thousand datagrams from the disk again and again. */
export const multicastReplays: Attack = {
  name: 'multicast-replays',
  what: '16 readers of 1,000 datagrams by ReplayMulticast',
  size: { small: 20, large: 20_000 },
  repeats: true,
  async run(attacker, size, signal) {
    const request = { session: attacker.target.multicastSession, firstSequence: 1n, lastSequence: DATAGRAMS };
    const body = envelope(
      toBinary(ReplayMulticastRequestSchema, create(ReplayMulticastRequestSchema, request)),
    );
    const session = attacker.open();
    const calls = inParallel(size, AT_ONCE, signal, async () => {
      const stream = callGrpc(session, { path: '/redleaf.v1.MarketDataService/ReplayMulticast', body });
      await new Promise((turn) => setImmediate(turn));
      if (stream !== undefined) await attacker.tally.watch(stream.resume());
    });
    await untilAborted(calls, signal);
    session.close();
  },
};
