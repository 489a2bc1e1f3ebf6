import { once } from 'node:events';
import { create, toBinary } from '@bufbuild/protobuf';
import { OrderType, Side, TimeInForce } from '../../gen/redleaf/v1/order_pb.ts';
import { OrderEntryRequestSchema } from '../../gen/redleaf/v1/order_service_pb.ts';
import { type Attack, untilAborted } from './attack.ts';
import { bearer, callGrpc, envelope } from './attacker.ts';

const STREAMS = 8;
const COMMANDS_PER_FRAME = 1_000;

/** Orders that neither trade nor rest. */
function frame(instrumentId: number): Buffer {
  const value = {
    instrumentId,
    side: Side.BUY,
    orderType: OrderType.LIMIT,
    timeInForce: TimeInForce.IOC,
    price: 1n,
    quantity: 1n,
  };
  const commands = Array.from({ length: COMMANDS_PER_FRAME }, () => ({
    command: { case: 'place' as const, value },
  }));
  return envelope(toBinary(OrderEntryRequestSchema, create(OrderEntryRequestSchema, { commands })));
}

/** Streams of one party that always send as much as the exchange reads. They read their answers. */
export const fullOrderEntry: Attack = {
  name: 'full-order-entry',
  what: 'eight order-entry streams of one party, always full',
  size: { small: 8, large: 8_000 },
  repeats: true,
  async run(attacker, size, signal) {
    const session = attacker.open();
    const bytes = frame(attacker.target.quietInstrumentId);
    const fill = async () => {
      const stream = callGrpc(session, {
        path: '/redleaf.v1.OrderService/OrderEntry',
        headers: bearer(attacker.token),
      });
      if (stream === undefined) return;
      const over = attacker.tally.watch(stream.resume());
      stream.once('end', () => stream.end());
      for (let sent = 0; sent < size / STREAMS && !signal.aborted && stream.writable; sent += 1) {
        if (!stream.write(bytes)) await untilAborted(Promise.race([once(stream, 'drain'), over]), signal);
      }
      if (stream.writable) stream.end();
      await untilAborted(over, signal);
    };
    await Promise.all(Array.from({ length: STREAMS }, fill));
    session.destroy();
  },
};
