import { expect, test } from 'vitest';
import type { Book } from '../../src/engine/book/book.ts';
import { State } from '../../src/engine/state.ts';
import { instrument } from './commands.ts';
import { remove, rest } from './resting.ts';

const BEYOND_32_BITS = 2 ** 32 + 5;

function newState(): { state: State; book: Book } {
  const state = new State(16);
  state.addInstrument(instrument(1));
  for (const partyNumber of [1, 2, 3]) {
    state.addParty({ partyNumber, partyId: `p${partyNumber}`, partyName: '', isAdmin: false });
  }
  return { state, book: state.book(1) as Book };
}

test("a party's orders are found by it, lowest id first, whatever their books and slots", () => {
  const { state, book } = newState();
  state.addInstrument(instrument(2));
  const other = state.book(2) as Book;
  rest(state, other.asks, { orderId: 1, tick: 10, leaves: 5 });
  rest(state, book.bids, { orderId: 2, partyNumber: 2, tick: 10, leaves: 5 });
  rest(state, book.bids, { orderId: 3, tick: 10, leaves: 5 });
  remove(state, 1);
  rest(state, book.bids, { orderId: 4, tick: 10, leaves: 5 });
  rest(state, other.bids, { orderId: BEYOND_32_BITS, tick: 10, leaves: 5 });
  expect(state.ordersOf(1)).toEqual([3, 4, BEYOND_32_BITS]);
  expect(state.ordersOf(2)).toEqual([2]);
  expect(state.ordersOf(3)).toEqual([]);
  remove(state, 4);
  expect(state.ordersOf(1)).toEqual([3, BEYOND_32_BITS]);
});

test('a book holds orders that cross, and tells what would trade', () => {
  const { state, book } = newState();
  rest(state, book.bids, { orderId: 1, tick: 105, leaves: 3 });
  rest(state, book.bids, { orderId: 2, tick: 104, leaves: 4 });
  rest(state, book.asks, { orderId: 3, partyNumber: 2, tick: 100, leaves: 2 ** 40 });
  const { bids, asks } = book;
  expect([bids.priceOf(bids.best), asks.priceOf(asks.best)]).toEqual([105, 100]);
  const toSell = (price: number) => bids.quantityUpTo(asks.limitOf(asks.rankAt(price)), 10);
  expect([toSell(106), toSell(105), toSell(104), toSell(1)]).toEqual([0, 3, 7, 7]);
  const toBuy = (price: number) => asks.quantityUpTo(bids.limitOf(bids.rankAt(price)), 2 ** 53 - 1);
  expect([toBuy(99), toBuy(100), toBuy(101)]).toEqual([0, 2 ** 40, 2 ** 40]);
  expect([99, 100].map((price) => bids.crosses(bids.rankAt(price)))).toEqual([false, true]);
  expect([106, 105].map((price) => asks.crosses(asks.rankAt(price)))).toEqual([false, true]);
  const seen: number[] = [];
  book.visit((slot) => seen.push(state.idOf(slot)));
  expect(seen).toEqual([1, 2, 3]);
});

test('quantities of all sizes are exact, also when they shrink from wide to narrow', () => {
  const { state, book } = newState();
  const sizes = [1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1];
  for (const [i, leaves] of sizes.entries())
    rest(state, book.bids, { orderId: i + 1, tick: 10, leaves, cum: i });
  for (const [i, leaves] of sizes.entries()) {
    const slot = state.find(i + 1);
    expect([state.leavesOf(slot), state.cumOf(slot)]).toEqual([leaves, i]);
    state.fill(slot, 1, leaves - 1 - i);
    expect([state.leavesOf(slot), state.cumOf(slot)]).toEqual([1, leaves - 1]);
  }
});
