import { expect, test } from 'vitest';
import { RETAINED_CLIENT_ORDER_IDS, RETAINED_CLOSED_ORDERS } from '../../src/domain/limits.ts';
import { RememberedOrders } from '../../src/rebuild/remembered-orders.ts';

test('of each party the latest named orders, however many others there are, and the latest of all', () => {
  const remembered = new RememberedOrders();
  const count = (party: string, clientOrderId: string, orders: number) =>
    Array.from({ length: orders }, () => remembered.isRemembered({ party, clientOrderId })).filter(Boolean)
      .length;
  expect(count('alice', 'x', 50_000)).toBe(50_000);
  expect(count('bob', '', 60_000)).toBe(RETAINED_CLOSED_ORDERS - 50_000);
  expect(count('alice', 'x', 10)).toBe(0);
  expect(count('bob', 'x', 2 * RETAINED_CLIENT_ORDER_IDS)).toBe(RETAINED_CLIENT_ORDER_IDS);
});
