import { type DescMethodUnary, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { OrderService } from '../../../../gen/redleaf/v1/order_service_pb.ts';
import type { OrderCommands } from '../order-commands.ts';
import type { OrderRates } from '../order-rates.ts';
import { decode } from './decode.ts';
import { encodeEnvelope } from './lane-answer.ts';

/** Runs a decoded request. Resolves with the answer in its envelope. */
type Run = (partyNumber: number) => Promise<Uint8Array>;

/** A unary call of the lane. */
export interface UnaryRpc {
  readonly method: DescMethodUnary;
  readonly place: 'calls' | 'cancels';
  /** In which it counts, and which its answer tells. Undefined if it never counts. */
  readonly rates?: OrderRates;
  /** @throws ConnectError if the message is malformed. */
  decode(message: Uint8Array): Run;
}

/** The unary calls of the lane. */
export function unaryRpcs(orders: OrderCommands, rates: OrderRates): readonly UnaryRpc[] {
  const { placeOrder, amendOrder, cancelOrder, cancelAllOrders } = OrderService.method;
  return [
    { ...unaryRpc(placeOrder, 'calls', orders.placeOrder), rates },
    { ...unaryRpc(amendOrder, 'calls', orders.amendOrder), rates },
    unaryRpc(cancelOrder, 'cancels', orders.cancelOrder),
    unaryRpc(cancelAllOrders, 'cancels', orders.cancelAllOrders),
  ];
}

function unaryRpc<Method extends DescMethodUnary>(
  method: Method,
  place: UnaryRpc['place'],
  handle: (
    request: MessageShape<Method['input']>,
    partyNumber: number,
  ) => Promise<MessageShape<Method['output']>>,
): UnaryRpc {
  const { input, output }: Method = method;
  return {
    method,
    place,
    decode(message) {
      const request = decode<Method['input']>(input, message);
      return async (partyNumber) => {
        return encodeEnvelope(toBinary<Method['output']>(output, await handle(request, partyNumber)));
      };
    },
  };
}
