import type { PriceLevel } from './depth-side.ts';

/**
 * The changes from some levels to others, the best first in both: new and changed levels, and gone ones with quantity 0. A level that
 * did not change is the same object in both.
 *
 * @param sign 1 when the lowest price is the best, -1 when the highest is.
 */
export function levelChanges(
  before: readonly PriceLevel[],
  now: readonly PriceLevel[],
  sign: 1 | -1,
): PriceLevel[] {
  const changes: PriceLevel[] = [];
  let index = 0;
  for (const level of now) {
    for (let old = before[index]; old !== undefined && isBetter(old, level, sign); old = before[index]) {
      changes.push(gone(old));
      index += 1;
    }
    const old = before[index];
    if (old?.price === level.price) index += 1;
    if (old !== level) changes.push(level);
  }
  for (const old of before.slice(index)) changes.push(gone(old));
  return changes;
}

function isBetter(one: PriceLevel, other: PriceLevel, sign: 1 | -1): boolean {
  return one.price * sign < other.price * sign;
}

function gone({ price }: PriceLevel): PriceLevel {
  return { price, quantity: 0, orderCount: 0 };
}
