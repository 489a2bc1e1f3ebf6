import { expect, test } from 'vitest';
import { IdleWindows } from '../../src/engine/idle-windows.ts';
import { OrderPool } from '../../src/engine/order-pool.ts';
import { PriceLadder } from '../../src/engine/price-ladder.ts';

const MARKET = 33_504;

/** An empty ladder with a large window. */
function usedLadder(pool: OrderPool): PriceLadder {
  const ladder = new PriceLadder(pool);
  const first = pool.add(1, 0, 1, MARKET, 1, 0);
  ladder.append(MARKET, first);
  while (ladder.windowSize === 256) {
    const slot = pool.add(2, 0, 1, MARKET + 300, 1, 0);
    ladder.append(MARKET + 300, slot);
    ladder.remove(MARKET + 300, slot);
    pool.release(slot);
    if (ladder.followDue) ladder.follow(MARKET);
  }
  ladder.remove(MARKET, first);
  pool.release(first);
  return ladder;
}

test('only the ladders that emptied last keep a large window', () => {
  const idle = new IdleWindows();
  const pool = new OrderPool(16);
  const ladders = Array.from({ length: 40 }, () => usedLadder(pool));
  for (const ladder of ladders) idle.add(ladder);
  expect(ladders.filter((ladder) => ladder.windowSize > 256)).toEqual(ladders.slice(-16));
});

test('emptying again makes a ladder the last one', () => {
  const idle = new IdleWindows();
  const pool = new OrderPool(16);
  const ladders = Array.from({ length: 17 }, () => usedLadder(pool));
  for (const ladder of ladders.slice(0, 16)) idle.add(ladder);
  idle.add(ladders[0] as PriceLadder);
  idle.add(ladders[16] as PriceLadder);
  expect(ladders.map((ladder) => ladder.windowSize > 256)).toEqual(ladders.map((_, i) => i !== 1));
});

test('a ladder that has orders again keeps its window', () => {
  const idle = new IdleWindows();
  const pool = new OrderPool(16);
  const ladder = usedLadder(pool);
  idle.add(ladder);
  ladder.append(MARKET, pool.add(3, 0, 1, MARKET, 1, 0));
  for (let i = 0; i < 40; i++) idle.add(usedLadder(pool));
  expect(ladder.windowSize).toBeGreaterThan(256);
});
