import type { DescMethodUnary, MessageShape } from '@bufbuild/protobuf';
import {
  readAmendOrderRequest,
  readCancelAllOrdersRequest,
  readCancelOrderRequest,
  readPlaceOrderRequest,
} from '../../../../gen/redleaf/v1/order_service_codec.ts';
import { OrderService } from '../../../../gen/redleaf/v1/order_service_pb.ts';
import type { OrderCommands } from '../order-commands.ts';
import type { OrderRates } from '../order-rates.ts';
import { decodeRequest, type Read } from './decode-request.ts';
import { encodeAllCanceled, encodeAmended, encodeCanceled, encodePlaced } from './encode-replies.ts';

/** Runs a decoded request. Resolves with the answer in its envelope. */
type Run = (partyNumber: number) => Promise<Uint8Array>;

/** A unary call of the lane. */
export interface UnaryRpc {
  readonly method: DescMethodUnary;
  readonly place: 'calls' | 'cancels';
  /** The rates against which it counts. The headers of its answer have the rate of its party. Undefined if it never counts. */
  readonly rates?: OrderRates;
  /** @throws ConnectError if the message is malformed. */
  decode(message: Buffer): Run;
}

/** The unary calls of the lane. */
export function unaryRpcs(orders: OrderCommands, rates: OrderRates, epoch: bigint): readonly UnaryRpc[] {
  const { placeOrder, amendOrder, cancelOrder, cancelAllOrders } = OrderService.method;
  return [
    {
      ...{ method: placeOrder, place: 'calls', rates },
      decode: decoder(placeOrder, readPlaceOrderRequest, async (request, party) =>
        encodePlaced(await orders.placeOrder(request, party), epoch),
      ),
    },
    {
      ...{ method: amendOrder, place: 'calls', rates },
      decode: decoder(amendOrder, readAmendOrderRequest, async (request, party) =>
        encodeAmended(await orders.amendOrder(request, party), epoch),
      ),
    },
    {
      ...{ method: cancelOrder, place: 'cancels' },
      decode: decoder(cancelOrder, readCancelOrderRequest, async (request, party) =>
        encodeCanceled(await orders.cancelOrder(request, party), epoch),
      ),
    },
    {
      ...{ method: cancelAllOrders, place: 'cancels' },
      decode: decoder(cancelAllOrders, readCancelAllOrdersRequest, async (request, party) =>
        encodeAllCanceled(await orders.cancelAllOrders(request, party), epoch),
      ),
    },
  ];
}

function decoder<Method extends DescMethodUnary>(
  { input }: Method,
  read: Read<MessageShape<Method['input']>>,
  run: (request: MessageShape<Method['input']>, partyNumber: number) => Promise<Buffer>,
): UnaryRpc['decode'] {
  return (message) => {
    const request = decodeRequest<Method['input']>(input, read, message);
    return (partyNumber) => run(request, partyNumber);
  };
}
