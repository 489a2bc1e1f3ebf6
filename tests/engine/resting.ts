import type { BookSide } from '../../src/engine/book/book-side.ts';
import { IncomingOrder } from '../../src/engine/incoming-order.ts';
import type { State } from '../../src/engine/state.ts';

/** Puts an order into the state as matching does, by tick. */
export function rest(
  state: State,
  side: BookSide,
  order: {
    orderId: number;
    partyNumber?: number;
    tick: number;
    leaves: number;
    cum?: number;
    isPostOnly?: boolean;
  },
): void {
  const incoming = new IncomingOrder();
  incoming.orderId = order.orderId;
  incoming.partyNumber = order.partyNumber ?? 1;
  incoming.rank = side.rankOf(order.tick);
  incoming.leaves = order.leaves;
  incoming.cum = order.cum ?? 0;
  incoming.isPostOnly = order.isPostOnly ?? false;
  state.rest(incoming, side);
}

export function remove(state: State, orderId: number): void {
  const slot = state.find(orderId);
  state.remove(state.sideAt(slot), slot, orderId);
}
