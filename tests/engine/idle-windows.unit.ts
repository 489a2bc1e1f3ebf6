import { expect, test } from 'vitest';
import { Book } from '../../src/engine/book/book.ts';
import type { BookSide } from '../../src/engine/book/book-side.ts';
import { IdleWindows } from '../../src/engine/book/idle-windows.ts';
import { RestingOrders } from '../../src/engine/book/resting-orders.ts';
import { instrument } from './commands.ts';

const MARKET = 33_504;
const SLOT = 8;

/** A side that is empty again and has a large window. */
function usedSide(idle: IdleWindows): BookSide {
  const side = new Book(instrument(1), 0, new RestingOrders(16), idle).bids;
  side.append(MARKET, SLOT);
  while (side.windowSize === 256) addAndRemove(side, MARKET + 300);
  side.detach(MARKET, SLOT, 0, 0);
  return side;
}

function addAndRemove(side: BookSide, rank: number): void {
  side.append(rank, SLOT);
  side.detach(rank, SLOT, 0, 0);
}

test('only the sides that emptied last keep a large window', () => {
  const idle = new IdleWindows();
  const sides = Array.from({ length: 40 }, () => usedSide(idle));
  expect(sides.filter((side) => side.windowSize > 256)).toEqual(sides.slice(-16));
});

test('emptying again makes a side the last one', () => {
  const idle = new IdleWindows();
  const sides = Array.from({ length: 16 }, () => usedSide(idle));
  const again = sides[0] as BookSide;
  addAndRemove(again, MARKET);
  sides.push(usedSide(idle));
  expect(sides.map((side) => side.windowSize > 256)).toEqual(sides.map((_, i) => i !== 1));
});

test('a side that has orders again keeps its window', () => {
  const idle = new IdleWindows();
  const side = usedSide(idle);
  side.append(MARKET, SLOT);
  for (let i = 0; i < 40; i++) usedSide(idle);
  expect(side.windowSize).toBeGreaterThan(256);
});
