import { expect, it } from 'vitest';
import { RETAINED_CLOSED_ORDERS } from '../../src/domain/limits.ts';
import { CancelReason, OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import { ClientOrderIds } from '../../src/exchange/client-order-ids.ts';
import { Feeds } from '../../src/feeds/feeds.ts';
import { INSTRUMENT } from './test-exchange.ts';

function accept(sink: ClientOrderIds | Feeds, orderId: number, name: string): void {
  sink.accepted(orderId, 1, 1, Side.Buy, OrderType.Limit, TimeInForce.ImmediateOrCancel, 100, 10, name);
}

function expire(sink: ClientOrderIds | Feeds, orderId: number): void {
  sink.canceled(orderId, 1, 1, Side.Buy, 100, 10, CancelReason.ImmediateOrCancel, false);
}

it('forgets a name with the closed order that the views forget, so that a snapshot has every name that is taken', () => {
  const names = new ClientOrderIds();
  const feeds = new Feeds({ retained: 1, heartbeatMs: 0, maxSubscriptions: 0 });
  feeds.instrumentCreated(INSTRUMENT);
  const last = RETAINED_CLOSED_ORDERS + 2;
  for (let orderId = 1; orderId <= last; orderId += 1) {
    for (const sink of [names, feeds]) {
      accept(sink, orderId, orderId <= 3 ? `n${orderId}` : '');
      expire(sink, orderId);
    }
  }
  for (const orderId of [1, 2, 3]) {
    const remembered = feeds.orders.get(orderId) === undefined ? undefined : orderId;
    expect(names.orderOf(1, `n${orderId}`)).toBe(remembered);
  }
  expect(names.orderOf(1, 'n3')).toBe(3);
});

it('keeps the name of an open order when an older order of that name is forgotten', () => {
  const names = new ClientOrderIds();
  accept(names, 1, 'again');
  expire(names, 1);
  // A journal may hold this that was written when names were forgotten sooner.
  accept(names, 2, 'again');
  for (let orderId = 3; orderId <= RETAINED_CLOSED_ORDERS + 2; orderId += 1) {
    accept(names, orderId, '');
    expire(names, orderId);
  }
  expect(names.nameOf(1)).toBe('');
  expect(names.orderOf(1, 'again')).toBe(2);
});
