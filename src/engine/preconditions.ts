import { MAX_ORDER_ID } from '../domain/limits.ts';
import type { Book } from './book/book.ts';

// Preconditions that callers must meet. A violation is a bug, so it throws at once.

export function checkOrderId(orderId: number): void {
  if ((orderId | 0) === orderId ? orderId < 1 : !isWideId(orderId)) {
    throw new RangeError(`order id ${orderId} is out of range`);
  }
}

/** Ids beyond 32 bits are rare. Other ids are checked with integer arithmetic only. */
function isWideId(orderId: number): boolean {
  return Number.isInteger(orderId) && orderId >= 1 && orderId <= MAX_ORDER_ID;
}

/** A quantity is a positive safe integer. */
export function isQuantity(quantity: number): boolean {
  return ((quantity | 0) === quantity || Number.isSafeInteger(quantity)) && quantity > 0;
}

export function checkQuantity(quantity: number): void {
  if (!isQuantity(quantity)) throw new RangeError(`quantity ${quantity} is out of range`);
}

export function checkedTick(book: Book, price: number): number {
  const tick = book.tickOf(price);
  if (tick === 0) throw new RangeError(`price ${price} is not on a tick of instrument ${book.instrumentId}`);
  return tick;
}
