import type { BookSide } from '../../src/engine/book/book-side.ts';
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
  const { orderId, partyNumber = 1, tick, leaves, cum = 0, isPostOnly = false } = order;
  state.rest(side, orderId, partyNumber, side.rankOf(tick), leaves, cum, isPostOnly);
}

export function remove(state: State, orderId: number): void {
  const slot = state.find(orderId);
  state.remove(state.sideAt(slot), slot, orderId);
}
