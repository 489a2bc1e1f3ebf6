import { expect, test } from 'vitest';
import type { Book } from '../../src/engine/book/book.ts';
import { State } from '../../src/engine/state.ts';
import { instrument } from './commands.ts';
import { incoming, remove, rest } from './resting.ts';

const ORDERS = 10_000;

function stateWith(orders: number): { state: State; book: Book } {
  const state = new State(16);
  state.addInstrument(instrument(1));
  state.addParty({ partyNumber: 1, partyId: 'p', partyName: '', isAdmin: false });
  const book = state.book(1) as Book;
  for (let orderId = 1; orderId <= orders; orderId++) addBid(state, book, orderId);
  return { state, book };
}

/** Bids at prices all over, some of them shared. */
function addBid(state: State, book: Book, orderId: number): void {
  const price = 1 + ((orderId * 7919) % 50_000);
  rest(state, book.bids, { orderId, tick: price, leaves: orderId });
}

function removeAndCompact(state: State, orderId: number): void {
  remove(state, orderId);
  state.compact();
}

function idsInLine(state: State, book: Book): number[] {
  const ids: number[] = [];
  book.visit((slot) => ids.push(state.idOf(slot)));
  return ids;
}

test('memory is freed when orders are gone, and those that stay are where they were', () => {
  const { state, book } = stateWith(ORDERS);
  const grown = state.capacity;
  const line = idsInLine(state, book);
  const stays = (orderId: number) => orderId % 500 === 0;
  for (let orderId = ORDERS; orderId > 0; orderId--) if (!stays(orderId)) removeAndCompact(state, orderId);
  expect(state.live).toBe(20);
  expect(state.capacity).toBeLessThan(grown / 64);
  expect(idsInLine(state, book)).toEqual(line.filter(stays));
  for (let orderId = 1; orderId <= ORDERS; orderId++) {
    const slot = state.find(orderId);
    if (stays(orderId)) expect(state.idOf(slot)).toBe(orderId);
    else expect(slot).toBe(0);
  }
  for (let orderId = ORDERS + 1; orderId <= 2 * ORDERS; orderId++) addBid(state, book, orderId);
  expect(idsInLine(state, book).length).toBe(ORDERS + 20);
  expect(state.openOrdersOf(1)).toBe(ORDERS + 20);
});

test('an emptied exchange is as small as a new one', () => {
  const { state, book } = stateWith(ORDERS);
  for (let orderId = 1; orderId <= ORDERS; orderId++) removeAndCompact(state, orderId);
  expect(state.capacity).toBe(new State(16).capacity);
  expect(book.bids.best).toBe(0);
  addBid(state, book, ORDERS + 1);
  expect(idsInLine(state, book)).toEqual([ORDERS + 1]);
});

test('an order takes 48 bytes at most where there are many, at every moment', () => {
  const { state, book } = stateWith(0);
  let most = 0;
  for (let orderId = 1; orderId <= 300_000; orderId += 1) {
    state.insert(incoming({ orderId, rank: 1 }), book.bids);
    // 32 bytes in the pool, and four for each place of the ring.
    if (orderId > 100_000) most = Math.max(most, (state.capacity * 32 + state.places * 4) / state.live);
  }
  expect(most).toBeLessThanOrEqual(48);
});

test('the ring of ids grows with the orders and shrinks with them', () => {
  const { state, book } = stateWith(0);
  const slots = Array.from({ length: ORDERS }, (_, i) =>
    state.insert(incoming({ orderId: i + 1, rank: 1 }), book.bids),
  );
  expect(state.places).toBeGreaterThanOrEqual(ORDERS);
  for (const [i, slot] of slots.entries()) {
    if (i >= ORDERS - 10) continue;
    state.remove(slot, i + 1, book.bids);
    if (state.live < state.sparseRingBelow) state.shrinkRing();
  }
  expect(state.places).toBeLessThanOrEqual(1024);
  for (const [i, slot] of slots.entries()) expect(state.find(i + 1)).toBe(i >= ORDERS - 10 ? slot : 0);
});

test('old orders are found when many ids later their place in the ring is taken', () => {
  const { state, book } = stateWith(100);
  for (let orderId = 101; orderId <= 200_000; orderId++) {
    addBid(state, book, orderId);
    removeAndCompact(state, orderId);
  }
  for (let orderId = 1; orderId <= 100; orderId++) expect(state.idOf(state.find(orderId))).toBe(orderId);
  for (let orderId = 1; orderId <= 100; orderId++) removeAndCompact(state, orderId);
  expect(state.live).toBe(0);
});

test('an exchange that has shrunk has shrunk its ring of ids too', () => {
  const { state } = stateWith(ORDERS);
  for (let orderId = 1; orderId < ORDERS; orderId++) removeAndCompact(state, orderId);
  expect(state.places).toBeLessThan(ORDERS / 8);
});

test('quantities beyond 2^31 - 1 take eight bytes more, and survive growth and compaction', () => {
  const { state, book } = stateWith(0);
  const leaves = (orderId: number) => 2 ** 53 - orderId;
  for (let orderId = 1; orderId <= ORDERS; orderId++) {
    rest(state, book.asks, { orderId, tick: orderId, leaves: leaves(orderId), cum: 2 ** 31 + orderId });
  }
  for (let orderId = 1; orderId <= ORDERS; orderId++)
    if (orderId % 500 !== 0) removeAndCompact(state, orderId);
  expect(state.live).toBe(20);
  for (let orderId = 500; orderId <= ORDERS; orderId += 500) {
    const slot = state.find(orderId);
    expect([state.leavesOf(slot), state.cumOf(slot)]).toEqual([leaves(orderId), 2 ** 31 + orderId]);
  }
});
