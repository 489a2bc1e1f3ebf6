import type { BookSide } from '../../src/engine/book/book-side.ts';
import { IncomingOrder } from '../../src/engine/incoming-order.ts';
import type { State } from '../../src/engine/state.ts';

interface Order {
  readonly orderId: number;
  readonly partyNumber?: number;
  readonly rank: number;
  readonly leaves?: number;
  readonly cum?: number;
  readonly isPostOnly?: boolean;
}

export function incoming(order: Order): IncomingOrder {
  return Object.assign(new IncomingOrder(), { partyNumber: 1, leaves: 1 }, order);
}

/** Adds an order to a side, by tick. */
export function rest(
  state: State,
  side: BookSide,
  { tick, ...order }: Omit<Order, 'rank'> & { tick: number },
): void {
  state.insert(incoming({ ...order, rank: side.rankOf(tick) }), side);
}

export function remove(state: State, orderId: number): void {
  const slot = state.find(orderId);
  state.remove(slot, orderId, state.sideAt(slot));
}
