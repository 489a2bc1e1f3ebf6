import { create, toBinary } from '@bufbuild/protobuf';
import { OrderType, Side, TimeInForce } from '../../gen/redleaf/v1/order_pb.ts';
import { OrderEntryRequestSchema, PlaceOrderRequestSchema } from '../../gen/redleaf/v1/order_service_pb.ts';
import { type Attack, untilAborted } from './attack.ts';
import { type Attacker, bearer, callGrpc, envelope } from './attacker.ts';

const COMMANDS_PER_FRAME = 1_000;
/** Default maximum of a party's open orders. */
const ORDERS_PER_PARTY = 100_000;
const LOWEST_PRICE = 1_000;

function sellOrder(instrumentId: number, index: number) {
  const price = BigInt(LOWEST_PRICE + index);
  return { instrumentId, side: Side.SELL, orderType: OrderType.LIMIT, price, quantity: 1n };
}

/** Orders at different prices, from as many parties as needed. */
async function lay(attacker: Attacker, size: number, signal: AbortSignal): Promise<void> {
  const { tokens, quietInstrumentId } = attacker.target;
  const session = attacker.open();
  for (const [party, token] of tokens.entries()) {
    const first = party * ORDERS_PER_PARTY;
    const last = Math.min(size, first + ORDERS_PER_PARTY);
    if (first >= last || signal.aborted) break;
    const stream = callGrpc(session, {
      path: '/redleaf.v1.OrderService/OrderEntry',
      headers: bearer(token),
    });
    if (stream === undefined) return;
    const over = attacker.tally.watch(stream.resume());
    for (let start = first; start < last; start += COMMANDS_PER_FRAME) {
      const length = Math.min(COMMANDS_PER_FRAME, last - start);
      const commands = Array.from({ length }, (_, index) => ({
        command: { case: 'place' as const, value: sellOrder(quietInstrumentId, start + index) },
      }));
      stream.write(
        envelope(toBinary(OrderEntryRequestSchema, create(OrderEntryRequestSchema, { commands }))),
      );
    }
    stream.end();
    await untilAborted(over, signal);
  }
  session.close();
}

/** One order that trades with very many orders. */
export const sweep: Attack = {
  name: 'sweep',
  what: 'one order that trades with 50,000 others',
  size: { small: 2_000, large: 50_000, largest: 500_000 },
  repeats: true,
  async run(attacker, size, signal) {
    await lay(attacker, size, signal);
    if (signal.aborted) return;
    const { quietInstrumentId } = attacker.target;
    const order = {
      instrumentId: quietInstrumentId,
      side: Side.BUY,
      orderType: OrderType.LIMIT,
      timeInForce: TimeInForce.IOC,
      price: BigInt(LOWEST_PRICE + size),
      quantity: BigInt(size),
    };
    const session = attacker.open();
    const stream = callGrpc(session, {
      path: '/redleaf.v1.OrderService/PlaceOrder',
      body: envelope(toBinary(PlaceOrderRequestSchema, create(PlaceOrderRequestSchema, order))),
      headers: bearer(attacker.token),
    });
    if (stream !== undefined) await untilAborted(attacker.tally.watch(stream.resume()), signal);
    session.close();
  },
};
