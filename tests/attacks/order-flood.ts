import { create, toBinary } from '@bufbuild/protobuf';
import { OrderType, Side, TimeInForce } from '../../gen/redleaf/v1/order_pb.ts';
import { PlaceOrderRequestSchema } from '../../gen/redleaf/v1/order_service_pb.ts';
import { type Attack, inParallel, untilAborted } from './attack.ts';
import { bearer, callGrpc, envelope } from './attacker.ts';

const CONNECTIONS = 8;
const PER_CONNECTION = 500;

/** The maximum of open calls of one party. */
export const orderFlood: Attack = {
  name: 'order-flood',
  what: '4,000 PlaceOrder calls of one party at once, always',
  size: { small: 400, large: 100_000 },
  repeats: true,
  async run(attacker, size, signal) {
    const order = {
      instrumentId: attacker.target.quietInstrumentId,
      side: Side.BUY,
      orderType: OrderType.LIMIT,
      timeInForce: TimeInForce.IOC,
      price: 1n,
      quantity: 1n,
    };
    const body = envelope(toBinary(PlaceOrderRequestSchema, create(PlaceOrderRequestSchema, order)));
    const headers = bearer(attacker.token);
    const sessions = Array.from({ length: CONNECTIONS }, () => attacker.open());
    const calls = inParallel(size, CONNECTIONS * PER_CONNECTION, signal, async (index) => {
      const session = sessions[index % CONNECTIONS];
      const stream =
        session && callGrpc(session, { path: '/redleaf.v1.OrderService/PlaceOrder', body, headers });
      await new Promise((turn) => setImmediate(turn));
      if (stream !== undefined) await attacker.tally.watch(stream.resume());
    });
    await untilAborted(calls, signal);
    for (const session of sessions) session.destroy();
  },
};
