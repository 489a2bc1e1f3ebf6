import {
  create,
  type DescEnum,
  type DescMethod,
  isUnknownEnum,
  type MessageInitShape,
  toBinary,
  type UnknownEnum,
} from '@bufbuild/protobuf';
import { OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import type { PlaceOrderRequestSchema } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { envelope, type Outcome } from './raw-grpc.ts';

type Place = MessageInitShape<typeof PlaceOrderRequestSchema>;

/** A valid order, in which a test makes one field wrong. */
export function order(wrong: Place = {}): Place {
  return {
    instrumentId: 1,
    side: Side.BUY,
    orderType: OrderType.LIMIT,
    price: 100n,
    quantity: 10n,
    ...wrong,
  };
}

/** A value of a possible later version of the API. */
export function unknownIn(type: DescEnum, value: number): UnknownEnum {
  if (!isUnknownEnum(type, value)) throw new Error(`${value} is known in ${type.typeName}`);
  return value;
}

export function pathOf(method: DescMethod): string {
  return `/${method.parent.typeName}/${method.name}`;
}

export const byId = (value: bigint) => ({ order: { reference: { case: 'orderId' as const, value } } });
export const byName = (value: string) => ({
  order: { reference: { case: 'clientOrderId' as const, value } },
});

type Row = readonly [what: string, message: Uint8Array, code: Outcome['code'], reason: string, field: string];

/** Rows of one method: what is wrong, the message, and the expected refusal. */
export function rows<M extends DescMethod>(
  method: M,
  table: readonly (readonly [string, MessageInitShape<M['input']>, Outcome['code'], string, string])[],
): readonly Row[] {
  return table.map(([what, init, code, reason, field]) => [
    what,
    envelope(toBinary(method.input, create<M['input']>(method.input, init))),
    code,
    reason,
    field,
  ]);
}

/** A method, its caller, and its rows. */
export type Table = readonly [method: DescMethod, caller: 'admin' | 'alice' | 'nobody', rows: readonly Row[]];
