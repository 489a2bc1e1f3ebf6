import { create, toBinary } from '@bufbuild/protobuf';
import { OrderType, Side, TimeInForce } from '../../../gen/redleaf/v1/order_pb.ts';
import {
  OrderEntryRequestSchema,
  PlaceOrderRequestSchema,
} from '../../../gen/redleaf/v1/order_service_pb.ts';
import { envelope } from '../../attacks/attacker.ts';

export const PLACE_ORDER = '/redleaf.v1.OrderService/PlaceOrder';
export const ORDER_ENTRY = '/redleaf.v1.OrderService/OrderEntry';

/** Orders that trade in pairs, so that the book stays small. */
function order(instrumentId: number, index: number) {
  return create(PlaceOrderRequestSchema, {
    instrumentId,
    side: index % 2 === 0 ? Side.BUY : Side.SELL,
    orderType: OrderType.LIMIT,
    price: 10_000n,
    quantity: 10n,
  });
}

/** A buy order and a sell order, as messages of PlaceOrder in base64. */
export function orderMessages(instrumentId: number): string[] {
  return [0, 1].map((index) =>
    envelope(toBinary(PlaceOrderRequestSchema, order(instrumentId, index))).toString('base64'),
  );
}

/** An order that never rests, so that it can be repeated for ever without a seller: a message of PlaceOrder in base64. */
export function immediateMessage(instrumentId: number): string {
  const request = { ...order(instrumentId, 0), timeInForce: TimeInForce.IOC };
  return envelope(toBinary(PlaceOrderRequestSchema, request)).toString('base64');
}

/** A message of OrderEntry with this number of orders, in base64. */
export function entryMessage(instrumentId: number, orders: number): string {
  const commands = Array.from({ length: orders }, (_, index) => ({
    command: { case: 'place' as const, value: order(instrumentId, index) },
  }));
  const message = create(OrderEntryRequestSchema, { commands });
  return envelope(toBinary(OrderEntryRequestSchema, message)).toString('base64');
}
