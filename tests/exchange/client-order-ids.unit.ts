import { expect, it } from 'vitest';
import { RETAINED_CLIENT_ORDER_IDS } from '../../src/domain/limits.ts';
import { TimeInForce } from '../../src/domain/order.ts';
import { ClientOrderIds } from '../../src/exchange/client-order-ids.ts';
import { hand } from '../engine/event-log.ts';
import { accepted, canceled } from '../engine/events.ts';

function accept(names: ClientOrderIds, partyNumber: number, orderId: number, name: string): void {
  const timeInForce = TimeInForce.ImmediateOrCancel;
  hand(accepted(orderId, { partyNumber, timeInForce, clientOrderId: name }), names);
}

function close(names: ClientOrderIds, partyNumber: number, orderId: number): void {
  hand(canceled(orderId, { partyNumber }), names);
}

it('keeps the names of the latest closed orders of a party, whatever others do', () => {
  const names = new ClientOrderIds();
  accept(names, 1, 1, 'first');
  close(names, 1, 1);
  let orderId = 1;
  const trade = (partyNumber: number, count: number, nameOf: (orderId: number) => string) => {
    for (let i = 0; i < count; i += 1) {
      orderId += 1;
      accept(names, partyNumber, orderId, nameOf(orderId));
      close(names, partyNumber, orderId);
    }
  };
  trade(2, 20 * RETAINED_CLIENT_ORDER_IDS, (id) => `n${id}`);
  // Orders without a name take no place.
  trade(1, 2 * RETAINED_CLIENT_ORDER_IDS, () => '');
  trade(1, RETAINED_CLIENT_ORDER_IDS - 1, (id) => `n${id}`);
  expect(names.find(1, 'first')).toMatchObject({ orderId: 1, isOpen: false, canceledQuantity: 10 });
  trade(1, 1, (id) => `n${id}`);
  expect(names.find(1, 'first')).toBeUndefined();
});

it('never forgets the name of an open order', () => {
  const names = new ClientOrderIds(2);
  accept(names, 1, 1, 'open');
  for (let orderId = 2; orderId <= 10; orderId += 1) {
    accept(names, 1, orderId, `n${orderId}`);
    close(names, 1, orderId);
  }
  expect(names.find(1, 'open')).toMatchObject({ orderId: 1, isOpen: true });
  expect(names.nameOf(1)).toBe('open');
  expect(Array.from(names.orders(), (order) => order.orderId)).toEqual([9, 10, 1]);
});

it('keeps the name of an open order when an older order of that name is forgotten', () => {
  const names = new ClientOrderIds(3);
  accept(names, 1, 1, 'again');
  close(names, 1, 1);
  // A journal may hold this that was written when names were forgotten sooner.
  accept(names, 1, 2, 'again');
  for (let orderId = 3; orderId <= 6; orderId += 1) {
    accept(names, 1, orderId, `n${orderId}`);
    close(names, 1, orderId);
  }
  expect(names.find(1, 'again')?.orderId).toBe(2);
});
