import { describe, expect, it } from 'vitest';
import { MAX_FILLS_PER_RESULT } from '../../src/domain/limits.ts';
import { CommandKind } from '../../src/events/frame.ts';
import { ReplyCollector } from '../../src/exchange/reply-collector.ts';
import { hand, type LoggedEvent } from '../engine/event-log.ts';
import { accepted, amended, canceled, remainderCanceled, rested, traded } from '../engine/events.ts';

const OWN = 7;

/** What is answered to the command about order 7 that caused these events. */
function replyTo(events: readonly LoggedEvent[], reply = new ReplyCollector()): ReplyCollector {
  const frame = { sequence: 1, timeNs: 1n, kind: CommandKind.PlaceOrder, partyNumber: 1, orderId: OWN };
  reply.begin(frame);
  for (const event of events) hand(event, reply);
  return reply;
}

const PLACED = [
  accepted(OWN, { price: 105, quantity: 30 }),
  traded(1, 3, OWN, { price: 101, quantity: 10, takerLeavesQuantity: 20 }),
  traded(2, 4, OWN, {
    price: 102,
    quantity: 5,
    makerPartyNumber: 2,
    makerLeavesQuantity: 9,
    takerLeavesQuantity: 15,
  }),
  remainderCanceled(OWN, { price: 105, canceledQuantity: 15 }),
];

/** What the answers are made of. */
const told = ({
  fills,
  fillCount,
  filledQuantity,
  leavesQuantity,
  canceledQuantity,
  price,
  priorityKept,
}: ReplyCollector) => ({
  ...{ fills, fillCount, filledQuantity, leavesQuantity, canceledQuantity, price, priorityKept },
});

it('tells the trades of the order, what is left of it and what was canceled', () => {
  expect(told(replyTo(PLACED))).toEqual({
    fills: [
      { tradeId: 1, price: 101, quantity: 10, makerOrderId: 3, makerPartyNumber: 1, makerLeavesQuantity: 0 },
      { tradeId: 2, price: 102, quantity: 5, makerOrderId: 4, makerPartyNumber: 2, makerLeavesQuantity: 9 },
    ],
    fillCount: 2,
    filledQuantity: 15,
    leavesQuantity: 0,
    canceledQuantity: 15,
    price: 105,
    priorityKept: false,
  });
});

describe('does not count, in the same frame', () => {
  it.each<[string, LoggedEvent[]]>([
    ['another order canceled', [canceled(3, { canceledQuantity: 4 })]],
    ['another order amended', [amended(3, { price: 90, leavesQuantity: 1, priorityKept: true })]],
    [
      'another order accepted, that rests',
      [accepted(8, { price: 90, quantity: 1 }), rested(8, { price: 90 })],
    ],
    ['a trade of two others', [accepted(8), traded(3, 5, 8, { quantity: 6, takerLeavesQuantity: 2 })]],
    [
      'a trade in which the order is the maker',
      [accepted(8), traded(3, OWN, 8, { quantity: 6, makerLeavesQuantity: 2 })],
    ],
  ])('%s', (_what, others) => {
    const alone = told(replyTo(PLACED));
    expect(told(replyTo([...PLACED, ...others]))).toEqual(alone);
    expect(told(replyTo([...others, ...PLACED]))).toEqual(alone);
  });
});

it('tells nothing of a frame that is about no order of its own, however many it closes', () => {
  const reply = new ReplyCollector();
  const nothing = told(reply);
  reply.begin({ sequence: 1, timeNs: 1n, kind: CommandKind.CancelAllOrders, partyNumber: 1, orderId: 0 });
  for (let orderId = 1; orderId <= 1_500; orderId += 1)
    hand(canceled(orderId, { canceledQuantity: 4 }), reply);
  expect(told(reply)).toEqual(nothing);
  expect(told(replyTo(PLACED, reply))).toEqual(told(replyTo(PLACED)));
});

it('begins anew with each frame', () => {
  const reply = replyTo(PLACED);
  const { fills } = reply;
  replyTo([amended(OWN, { price: 99, leavesQuantity: 8, priorityKept: true })], reply);
  expect(told(reply)).toEqual({
    ...{ fills: [], fillCount: 0, filledQuantity: 0, canceledQuantity: 0 },
    ...{ leavesQuantity: 8, price: 99, priorityKept: true },
  });
  // They are in the answer before.
  expect(fills).toHaveLength(2);
});

it('counts all trades of an order, and lists as many as one answer may', () => {
  const trades = Array.from({ length: MAX_FILLS_PER_RESULT + 5 }, (_, i) =>
    traded(i + 1, i + 10, OWN, { quantity: 1 }),
  );
  const reply = replyTo(trades);
  expect(reply.fills).toHaveLength(MAX_FILLS_PER_RESULT);
  expect([reply.fillCount, reply.filledQuantity]).toEqual([trades.length, trades.length]);
});
