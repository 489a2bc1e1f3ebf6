import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Command, OrderReference, Reply } from '../../src/domain/command.ts';
import { CancelReason, OrderStatus, OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import { refuse } from '../../src/domain/refusal.ts';
import { packAnswer, packRequest, unpackAnswer, unpackRequest } from '../../src/link/messages.ts';

const count = fc.maxSafeNat();
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const timeNs = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const oneOf = <Value>(values: Readonly<Record<string, Value>>) => fc.constantFrom(...Object.values(values));
const order: fc.Arbitrary<OrderReference> = fc.oneof(
  fc.record({ orderId: count }),
  fc.record({ clientOrderId: text }),
);
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    kind: fc.constant('place' as const),
    terms: fc.record(
      {
        partyNumber: count,
        instrumentId: count,
        side: oneOf(Side),
        orderType: oneOf(OrderType),
        timeInForce: oneOf(TimeInForce),
        price: count,
        quantity: count,
        clientOrderId: text,
        postOnly: fc.constant(true),
        expireTimeNs: timeNs,
      },
      {
        requiredKeys: [
          'partyNumber',
          'instrumentId',
          'side',
          'orderType',
          'timeInForce',
          'price',
          'quantity',
          'clientOrderId',
        ],
      },
    ),
  }),
  fc.record({
    kind: fc.constant('amend' as const),
    partyNumber: count,
    order,
    price: optional(count),
    quantity: optional(count),
  }),
  fc.record({ kind: fc.constant('cancel' as const), partyNumber: count, order }),
  fc.record({
    kind: fc.constant('cancelAll' as const),
    partyNumber: count,
    instrumentId: count,
    side: optional(oneOf(Side)),
  }),
  fc.record({
    kind: fc.constant('setPartyStatus' as const),
    partyNumber: count,
    partyId: text,
    isDisabled: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('advanceClock' as const),
    partyNumber: count,
    to: fc.record({ durationNs: timeNs }),
  }),
);

const orderReply = {
  orderId: count,
  clientOrderId: text,
  orderStatus: oneOf(OrderStatus),
  cumQuantity: count,
  transactTimeNs: timeNs,
  sequence: count,
};
const fills = fc.array(
  fc.record({
    tradeId: count,
    price: count,
    quantity: count,
    makerOrderId: count,
    makerPartyNumber: count,
    makerLeavesQuantity: count,
  }),
);
const reply: fc.Arbitrary<Reply> = fc.oneof(
  fc.record({
    kind: fc.constant('placed' as const),
    ...orderReply,
    leavesQuantity: count,
    canceledQuantity: count,
    cancelReason: optional(oneOf(CancelReason)),
    isRepeat: fc.boolean(),
    fills,
    fillCount: count,
  }),
  fc.record({
    kind: fc.constant('amended' as const),
    ...orderReply,
    price: count,
    quantity: count,
    leavesQuantity: count,
    canceledQuantity: count,
    cancelReason: optional(oneOf(CancelReason)),
    priorityKept: fc.boolean(),
    fills,
    fillCount: count,
  }),
  fc.record({ kind: fc.constant('canceled' as const), ...orderReply, canceledQuantity: count }),
  fc.record({
    kind: fc.constant('allCanceled' as const),
    canceledOrderCount: count,
    transactTimeNs: timeNs,
    sequence: count,
  }),
  text.map((message) => refuse('FIELD_INVALID', message, 'price', { max: message })),
);

it('a request is the same on the other side', () => {
  const request = fc.oneof(
    fc.record({ kind: fc.constant('submit' as const), id: count, commands: fc.array(command) }),
    fc.record({
      kind: fc.constant('submitInTurn' as const),
      id: count,
      stream: count,
      commands: fc.array(command),
    }),
    fc.record({ kind: fc.constant('leave' as const), stream: count }),
    fc.record({ kind: fc.constant('resolve' as const), id: count, partyNumber: count, order }),
  );
  fc.assert(
    fc.property(request, (sent) => {
      expect(unpackRequest(Buffer.from(packRequest(sent)))).toEqual(sent);
    }),
    { numRuns: 1_000 },
  );
});

it('an answer is the same on the other side', () => {
  const answer = fc.oneof(
    fc.record({ kind: fc.constant('replies' as const), id: count, replies: fc.array(reply) }),
    fc.record({
      kind: fc.constant('resolved' as const),
      id: count,
      orderId: optional(count.filter((id) => id > 0)),
    }),
    fc.record({
      kind: fc.constant('status' as const),
      status: fc.record({ accepting: fc.boolean(), reason: text }),
    }),
  );
  fc.assert(
    fc.property(answer, (sent) => {
      expect(unpackAnswer(Buffer.from(packAnswer(sent)))).toEqual(sent);
    }),
    { numRuns: 1_000 },
  );
});
