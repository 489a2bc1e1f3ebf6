import { expect, it } from 'vitest';
import { OrderTable } from '../../src/domain/order-table.ts';

it('needs little more than the orders themselves when only one in a thousand is still there', () => {
  const table = new OrderTable<number>();
  const count = 50_000;
  const before = process.memoryUsage().heapUsed;
  for (let i = 1; i <= count; i += 1) table.add(i * 1_000, i);
  const bytes = (process.memoryUsage().heapUsed - before) / count;
  expect(bytes).toBeLessThan(2_000);
  expect(table.get(1_000 * count)).toBe(count);
  for (let i = 1; i <= count; i += 1) table.remove(i * 1_000);
  expect(table.get(1_000 * count)).toBeUndefined();
});
