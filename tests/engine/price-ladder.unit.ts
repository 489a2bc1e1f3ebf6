import { expect, test } from 'vitest';
import { OrderPool } from '../../src/engine/order-pool.ts';
import { PriceLadder } from '../../src/engine/price-ladder.ts';

/** A ladder of a market that stays where it is, and words to put one order on a tick and take it off again. */
class Ticks {
  readonly #pool = new OrderPool(16);
  readonly ladder = new PriceLadder(this.#pool);
  readonly #slots = new Map<number, number>();
  readonly #market: number;

  constructor(market: number) {
    this.#market = market;
  }

  add(tick: number): void {
    const slot = this.#pool.add(tick, 0, 1, tick, 1, 0);
    this.#slots.set(tick, slot);
    this.ladder.append(tick, slot);
    if (this.ladder.followDue) this.ladder.follow(this.#market);
  }

  remove(tick: number): void {
    const slot = this.#slots.get(tick) ?? 0;
    this.ladder.remove(tick, slot);
    this.#pool.release(slot);
    if (this.ladder.followDue) this.ladder.follow(this.#market);
  }

  addAndRemove(ticks: number, around: number): void {
    for (let i = 0; i < ticks; i++) {
      this.add(around + i);
      this.remove(around + i);
    }
  }
}

test('an idle ladder has no window, and the first order opens a small one', () => {
  const ticks = new Ticks(33_504);
  expect(ticks.ladder.windowSize).toBe(0);
  ticks.add(33_504);
  expect(ticks.ladder.windowSize).toBe(256);
});

test('the window grows with the part of the ladder that is in use, up to its largest', () => {
  const ticks = new Ticks(500_000);
  ticks.add(500_000);
  ticks.addAndRemove(1000, 500_000);
  expect(ticks.ladder.windowSize).toBe(4096);
  ticks.addAndRemove(300_000, 400_000);
  expect(ticks.ladder.windowSize).toBe(2 ** 17);
});

test('prices out of all proportion do not make it grow', () => {
  const ticks = new Ticks(33_504);
  ticks.add(33_504);
  for (let i = 0; i < 10_000; i++) ticks.addAndRemove(1, 2 ** 30 + i * 1000);
  expect(ticks.ladder.windowSize).toBe(256);
});

test.each([
  ['inside the window', 33_600],
  ['outside', 80_000],
])('a ladder whose last order was %s gives a large window back', (_where, last) => {
  const ticks = new Ticks(33_504);
  ticks.add(33_504);
  ticks.addAndRemove(5000, 33_700);
  ticks.add(last);
  ticks.remove(33_504);
  expect(ticks.ladder.windowSize).toBeGreaterThan(256);
  ticks.ladder.dropWindowIfEmpty();
  expect(ticks.ladder.windowSize).toBeGreaterThan(256);
  ticks.remove(last);
  ticks.ladder.dropWindowIfEmpty();
  expect(ticks.ladder.windowSize).toBe(0);
});
