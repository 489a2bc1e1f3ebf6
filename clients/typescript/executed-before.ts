import { create } from '@bufbuild/protobuf';
import type { Client } from '@connectrpc/connect';
import { type Order, OrderStatus } from '../../gen/redleaf/v1/order_pb.ts';
import {
  type AmendOrderResponse,
  AmendOrderResponseSchema,
  type CancelOrderResponse,
  CancelOrderResponseSchema,
  type OrderService,
} from '../../gen/redleaf/v1/order_service_pb.ts';
import type { AmendRequest, CancelRequest } from './order-terms.ts';
import { RedleafError } from './redleaf-error.ts';

type Calls = Pick<Client<typeof OrderService>, 'getOrder'>;

/**
 * The answer to an amend whose first answer was lost: the current state of the order, if it is the requested one. It has no
 * sequence and no trades.
 */
export async function amendedBefore(
  orders: Calls,
  request: AmendRequest,
): Promise<AmendOrderResponse | undefined> {
  const order = await lookUp(orders, request);
  if (order === undefined) return undefined;
  const { price = order.price, quantity = order.quantity } = request;
  // A quantity up to the traded quantity closes the order with the traded quantity.
  const isFilled = order.orderStatus === OrderStatus.FILLED && quantity <= order.cumQuantity;
  if (order.price !== price || (order.quantity !== quantity && !isFilled)) return undefined;
  const { $typeName: _, ...fields } = order;
  return create(AmendOrderResponseSchema, fields);
}

/** The answer to a cancel whose first answer was lost, if the order is CANCELED. */
export async function canceledBefore(
  orders: Calls,
  request: CancelRequest,
): Promise<CancelOrderResponse | undefined> {
  const order = await lookUp(orders, request);
  if (order?.orderStatus !== OrderStatus.CANCELED) return undefined;
  const { $typeName: _, ...fields } = order;
  return create(CancelOrderResponseSchema, fields);
}

async function lookUp(orders: Calls, { order }: CancelRequest): Promise<Order | undefined> {
  try {
    return (await orders.getOrder({ order })).order;
  } catch (thrown) {
    if (RedleafError.from(thrown).reason === 'UNKNOWN_ORDER') return undefined;
    throw thrown;
  }
}
