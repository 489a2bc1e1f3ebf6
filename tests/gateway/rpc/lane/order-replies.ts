import fc from 'fast-check';
import type { AllCanceled, Amended, Canceled, Placed } from '../../../../src/domain/command.ts';
import { CancelReason, OrderStatus } from '../../../../src/domain/order.ts';
import type { Reason, Refusal } from '../../../../src/domain/refusal.ts';
import { CODE_OF_REASON } from '../../../../src/gateway/rpc/errors.ts';

/** Where numbers become a byte longer, or leave the range of small integers. */
const EDGES = [
  0,
  127,
  128,
  2 ** 28 - 1,
  2 ** 28,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 35,
  2 ** 49,
  2 ** 53 - 1,
];

export const number = fc.oneof(fc.nat(300), fc.nat(), fc.maxSafeNat(), fc.constantFrom(...EDGES));
export const uint64 = fc.oneof(
  fc.bigInt({ min: 0n, max: 300n }),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(...EDGES.map(BigInt), 2n ** 60n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n),
);
export const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 90 }),
  fc.string({ minLength: 120, maxLength: 140 }),
);
export const cancelReason = fc.option(fc.constantFrom(...Object.values(CancelReason)), { nil: undefined });
const fill = fc.record({
  tradeId: number,
  price: number,
  quantity: number,
  makerOrderId: number,
  makerPartyNumber: number,
  makerLeavesQuantity: number,
});
const order = {
  orderId: number,
  clientOrderId: text,
  orderStatus: fc.constantFrom(...Object.values(OrderStatus)),
  cumQuantity: number,
  canceledQuantity: number,
  transactTimeNs: uint64,
  sequence: number,
};
const trades = { fills: fc.array(fill, { maxLength: 40 }), fillCount: number };

export const placed: fc.Arbitrary<Placed> = fc.record({
  ...{ kind: fc.constant('placed'), ...order, ...trades },
  ...{ leavesQuantity: number, cancelReason, isRepeat: fc.boolean() },
});
export const amended: fc.Arbitrary<Amended> = fc.record({
  ...{ kind: fc.constant('amended'), ...order, ...trades },
  ...{ price: number, quantity: number, leavesQuantity: number, cancelReason, priorityKept: fc.boolean() },
});
export const canceled: fc.Arbitrary<Canceled> = fc.record({ kind: fc.constant('canceled'), ...order });
export const allCanceled: fc.Arbitrary<AllCanceled> = fc.record({
  kind: fc.constant('allCanceled'),
  canceledOrderCount: number,
  transactTimeNs: uint64,
  sequence: number,
});
const reasons = fc
  .constantFrom(...Object.keys(CODE_OF_REASON))
  .filter((name): name is Reason => name in CODE_OF_REASON);
const refused: fc.Arbitrary<Refusal> = fc.record(
  {
    kind: fc.constant('refused'),
    reason: reasons,
    message: text,
    field: text,
    metadata: fc.dictionary(text, text, { maxKeys: 4 }),
  },
  { requiredKeys: ['kind', 'reason', 'message'] },
);
export const replies = fc.array(fc.oneof(placed, amended, canceled, allCanceled, refused), { maxLength: 8 });
