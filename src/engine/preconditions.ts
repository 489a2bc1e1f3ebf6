import { MAX_ORDER_ID, MAX_QUANTITY } from '../domain/limits.ts';
import type { Book } from './book.ts';

// What callers promise. A broken promise is a programmer's mistake, so it throws at once.

export function checkOrderId(orderId: number): void {
  if (!(Number.isInteger(orderId) && orderId >= 1 && orderId <= MAX_ORDER_ID)) {
    throw new RangeError(`order id ${orderId} is out of range`);
  }
}

export function isQuantity(quantity: number): boolean {
  return Number.isInteger(quantity) && quantity >= 1 && quantity <= MAX_QUANTITY;
}

export function checkQuantity(quantity: number): void {
  if (!isQuantity(quantity)) throw new RangeError(`quantity ${quantity} is out of range`);
}

export function checkedTick(book: Book, price: number): number {
  const tick = book.tickOf(price);
  if (tick === 0) throw new RangeError(`price ${price} is not on a tick of instrument ${book.instrumentId}`);
  return tick;
}
