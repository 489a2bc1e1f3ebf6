import { expect, test } from 'vitest';
import { keepsPriority } from '../../../src/engine/rules/amend-priority.ts';

test.each([
  ['less at the same price', 100, 9, true],
  ['the least at the same price', 100, 1, true],
  ['unchanged', 100, 10, false],
  ['more at the same price', 100, 11, false],
  ['less at a better price', 101, 9, false],
  ['less at a worse price', 99, 9, false],
  ['nothing open', 100, 0, false],
])('an order of 10 at 100, amended: %s', (_what, price, leaves, expected) => {
  expect(keepsPriority(100, 10, price, leaves)).toBe(expected);
});
