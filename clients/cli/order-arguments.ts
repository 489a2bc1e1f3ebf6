import type { MessageInitShape } from '@bufbuild/protobuf';
import { type OrderReferenceSchema, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { UsageError } from './usage-error.ts';

/** In any case. */
export function parseSide(text: string): Side {
  const word = text.toLowerCase();
  if (word === 'buy') return Side.BUY;
  if (word === 'sell') return Side.SELL;
  throw new UsageError(`the side must be 'buy' or 'sell', not '${text}'`);
}

/** An order by the exchange's number, or with `--client-order-id` by its owner's name. */
export function parseOrderReference(
  orderId: string | undefined,
  clientOrderId: string | undefined,
): MessageInitShape<typeof OrderReferenceSchema> {
  if (clientOrderId !== undefined && orderId === undefined) {
    return { reference: { case: 'clientOrderId', value: clientOrderId } };
  }
  if (orderId === undefined || clientOrderId !== undefined) {
    throw new UsageError('give either the order id or --client-order-id');
  }
  return { reference: { case: 'orderId', value: parseUnsigned(orderId, 'the order id') } };
}

/** A whole number from 0. */
export function parseUnsigned(text: string, name: string): bigint {
  if (!/^\d{1,19}$/.test(text)) throw new UsageError(`${name} must be a whole number, not '${text}'`);
  return BigInt(text);
}

/** A whole number within bounds, as an argument parser of commander. */
export function wholeNumber(name: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new UsageError(`${name} must be a whole number from ${min} to ${max}, not '${text}'`);
  };
}
