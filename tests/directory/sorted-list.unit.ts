import { expect, it } from 'vitest';
import { SortedList } from '../../src/directory/sorted-list.ts';

it('is in order whenever it is read, and what was read before stays as it was', () => {
  const list = new SortedList<number>((a, b) => a - b);
  expect(list.values).toEqual([]);
  for (const value of [3, 1]) list.add(value);
  const before = list.values;
  expect(list.values).toBe(before);
  for (const value of [2, 0, 4]) list.add(value);
  expect(list.values).toEqual([0, 1, 2, 3, 4]);
  expect(before).toEqual([1, 3]);
});
