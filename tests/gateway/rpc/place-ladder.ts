import { create } from '@bufbuild/protobuf';
import { createClient, type Transport } from '@connectrpc/connect';
import { OrderType, type Side, TimeInForce } from '../../../gen/redleaf/v1/order_pb.ts';
import { OrderEntryRequestSchema, OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';

const COMMANDS_PER_FRAME = 1_000;

/** Rests one order at each price. */
export async function placeLadder(
  transport: Transport,
  headers: { readonly authorization: string },
  instrumentId: number,
  side: Side,
  prices: readonly number[],
): Promise<void> {
  const frames = async function* () {
    for (let start = 0; start < prices.length; start += COMMANDS_PER_FRAME) {
      const commands = prices.slice(start, start + COMMANDS_PER_FRAME).map((price) => ({
        command: {
          case: 'place' as const,
          value: {
            instrumentId,
            side,
            orderType: OrderType.LIMIT,
            timeInForce: TimeInForce.GTC,
            price: BigInt(price),
            quantity: 5n,
          },
        },
      }));
      yield create(OrderEntryRequestSchema, { commands });
    }
  };
  for await (const { results } of createClient(OrderService, transport).orderEntry(frames(), { headers })) {
    const refused = results.find(({ result }) => result.case !== 'placed');
    if (refused !== undefined) throw new Error(`an order was not placed: ${refused.result.case}`);
  }
}
