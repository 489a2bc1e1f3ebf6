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
 * The answer to an amend that may have been executed although its answer was lost: as the order stands, if that is what was asked for.
 * It has no sequence and no trades.
 */
export async function amendedBefore(
  orders: Calls,
  request: AmendRequest,
): Promise<AmendOrderResponse | undefined> {
  const order = await lookUp(orders, request);
  if (order === undefined) return undefined;
  const { price = order.price, quantity = order.quantity } = request;
  // A quantity of no more than what has traded closes the order with that.
  const isFilled = order.orderStatus === OrderStatus.FILLED && quantity <= order.cumQuantity;
  if (order.price !== price || (order.quantity !== quantity && !isFilled)) return undefined;
  const { $typeName: _, ...fields } = order;
  return create(AmendOrderResponseSchema, fields);
}

/** The same for a cancel, whose order is CANCELED by now. */
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
