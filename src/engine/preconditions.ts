import { MAX_ORDER_ID } from '../domain/limits.ts';

// Preconditions that callers must meet. A violation is a bug, so it throws at once.
// Numbers beyond 32 bits are rare. Other numbers are checked with integer arithmetic only.

export function isOrderId(orderId: number): boolean {
  return (orderId | 0) === orderId ? orderId > 0 : isWide(orderId, MAX_ORDER_ID);
}

/** A quantity is a positive safe integer. */
export function isQuantity(quantity: number): boolean {
  return (quantity | 0) === quantity ? quantity > 0 : isWide(quantity, Number.MAX_SAFE_INTEGER);
}

export function checkOrderId(orderId: number): void {
  if (!isOrderId(orderId)) throw new RangeError(`order id ${orderId} is out of range`);
}

export function checkQuantity(quantity: number): void {
  if (!isQuantity(quantity)) throw new RangeError(`quantity ${quantity} is out of range`);
}

function isWide(number: number, most: number): boolean {
  return Number.isInteger(number) && number > 0 && number <= most;
}
