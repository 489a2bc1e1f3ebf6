import { expect, test } from 'vitest';
import { CancelReason, Side } from '../../src/domain/order.ts';
import { recordsOf } from '../../src/follower/records.ts';
import { frameOf, order } from '../writers/frames.ts';

const open = { quantity: 10, leavesQuantity: 10, cumQuantity: 0 };
const maker = order({ orderId: 1, side: Side.Sell, quantity: 10, leavesQuantity: 0, cumQuantity: 10 });
const cancel = {
  kind: 'orderCanceled',
  canceledQuantity: 10,
  reason: CancelReason.Requested,
  wasResting: true,
} as const;
const trade = { kind: 'orderTraded', tradeId: 1, price: 1, quantity: 10, maker } as const;

/** The records of a frame with these events, as text. */
function records(...events: Parameters<typeof frameOf>[2][]): string[] {
  return Array.from(recordsOf([frameOf(1, 1n, ...events)]), (record) => {
    switch (record.type) {
      case 'CANCEL':
        return `CANCEL ${record.orderId}`;
      case 'TRADE':
        return `TRADE ${record.trade.taker.orderId} with ${record.trade.maker.orderId}`;
      default: {
        const { orderId, progress } = record.order;
        return `${record.type} ${orderId}: ${progress.leavesQuantity} left${record.isInBook ? ', in the book' : ''}`;
      }
    }
  });
}

test('what an incoming order causes to others comes behind it, once', () => {
  const incoming = (more: object) => order({ orderId: 3, quantity: 30, cumQuantity: 0, ...more });
  const traded = incoming({ leavesQuantity: 20, cumQuantity: 10 });
  expect(
    records(
      { kind: 'orderAccepted', order: incoming({ leavesQuantity: 30 }) },
      { ...trade, taker: traded },
      { ...cancel, order: order({ orderId: 2, canceledQuantity: 10 }) },
      { kind: 'orderRested', order: traded },
    ),
  ).toEqual(['ORDER 3: 20 left, in the book', 'TRADE 3 with 1', 'CANCEL 2', 'ORDER 2: 0 left']);
});

test('of several orders that come in, each comes with its own trades', () => {
  const first = order({ orderId: 3, quantity: 10, leavesQuantity: 0, cumQuantity: 10 });
  expect(
    records(
      { kind: 'orderAccepted', order: order({ orderId: 3, ...open }) },
      { ...trade, taker: first },
      { kind: 'orderAccepted', order: order({ orderId: 4, ...open }) },
      { kind: 'orderRested', order: order({ orderId: 4, ...open }) },
    ),
  ).toEqual(['ORDER 3: 0 left', 'TRADE 3 with 1', 'ORDER 4: 10 left, in the book']);
});

test('a frame of cancels has each of them', () => {
  expect(
    records(
      { ...cancel, order: order({ orderId: 1, canceledQuantity: 10 }) },
      { ...cancel, order: order({ orderId: 2, canceledQuantity: 10 }) },
    ),
  ).toEqual(['CANCEL 1', 'ORDER 1: 0 left', 'CANCEL 2', 'ORDER 2: 0 left']);
});

test('an order amended in its place is a state, and one that moves comes in again', () => {
  const amended = {
    kind: 'orderAmended',
    order: order({ orderId: 1, ...open }),
    oldPrice: 1,
    oldLeavesQuantity: 20,
  };
  expect(records({ ...amended, kind: 'orderAmended', priorityKept: true })).toEqual([
    'ORDER_STATE 1: 10 left, in the book',
  ]);
  expect(
    records(
      { ...amended, kind: 'orderAmended', priorityKept: false },
      { kind: 'orderRested', order: order({ orderId: 1, ...open }) },
    ),
  ).toEqual(['ORDER 1: 10 left, in the book']);
});
