import { once } from 'node:events';
import { create, toBinary } from '@bufbuild/protobuf';
import { ServerReflectionRequestSchema } from '../../gen/grpc/reflection/v1/reflection_pb.ts';
import { type Attack, untilAborted } from './attack.ts';
import { callGrpc, envelope } from './attacker.ts';

const REQUEST = envelope(
  toBinary(
    ServerReflectionRequestSchema,
    create(ServerReflectionRequestSchema, {
      messageRequest: { case: 'fileContainingSymbol', value: 'redleaf.v1.HistoryService' },
    }),
  ),
);
const STREAMS = 8;

/** Small requests with large answers, sent as fast as the exchange reads them, without a token. */
export const reflectionRequests: Attack = {
  name: 'reflection-requests',
  what: 'eight reflection streams that ask for files as fast as they are answered',
  size: { small: 40, large: 80_000 },
  repeats: true,
  async run(attacker, size, signal) {
    const session = attacker.open();
    const ask = async () => {
      const stream = callGrpc(session, { path: '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo' });
      if (stream === undefined) return;
      const over = attacker.tally.watch(stream.resume());
      stream.once('end', () => stream.end());
      for (let sent = 0; sent < size / STREAMS && !signal.aborted && stream.writable; sent += 1) {
        if (!stream.write(REQUEST)) await untilAborted(Promise.race([once(stream, 'drain'), over]), signal);
      }
      if (stream.writable) stream.end();
      await untilAborted(over, signal);
    };
    await Promise.all(Array.from({ length: STREAMS }, ask));
    session.destroy();
  },
};
