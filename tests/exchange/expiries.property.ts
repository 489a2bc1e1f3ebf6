import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CancelReason, OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import { Expiries } from '../../src/exchange/expiries.ts';

/** Times repeat, so that order ids decide. */
const step = fc.oneof(
  fc.record({ what: fc.constant('accept' as const), timeNs: fc.option(fc.bigInt(1n, 9n)) }),
  fc.record({ what: fc.constantFrom('fill' as const, 'cancel' as const, 'amend' as const), at: fc.nat(40) }),
  fc.record({ what: fc.constant('first' as const) }),
);

const trade = (orderId: number, leaves: number) => ({
  ...{ tradeId: 1, instrumentId: 1, price: 1, quantity: 1, aggressorSide: Side.Buy },
  ...{ makerOrderId: orderId, makerPartyNumber: 1, makerLeavesQuantity: leaves },
  ...{ takerOrderId: 10_000, takerPartyNumber: 1, takerLeavesQuantity: 0 },
});

it('has the open orders that expire, by time and then by id', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const expiries = new Expiries();
      let model: { orderId: number; timeNs: bigint }[] = [];
      let lastOrderId = 0;
      const close = (orderId: number) => {
        model = model.filter((each) => each.orderId !== orderId);
      };
      for (const each of steps) {
        const orderId = 'at' in each ? each.at : (expiries.next?.orderId ?? 0);
        if (each.what === 'accept') {
          lastOrderId += 1;
          const expiry = each.timeNs === null ? {} : { expireTimeNs: each.timeNs };
          expiries.orderAccepted({ orderId: lastOrderId, terms: { ...TERMS, ...expiry } });
          if (each.timeNs !== null) model.push({ orderId: lastOrderId, timeNs: each.timeNs });
        } else if (each.what === 'fill') {
          // What stays open stays here.
          expiries.orderTraded(trade(orderId, orderId % 2));
          if (orderId % 2 === 0) close(orderId);
        } else if (each.what === 'amend') {
          expiries.orderAmended({ ...AMENDED, orderId, leavesQuantity: orderId % 2 });
          if (orderId % 2 === 0) close(orderId);
        } else {
          expiries.orderCanceled({ ...CANCELED, orderId });
          close(orderId);
        }
        model.sort((a, b) => Number(a.timeNs - b.timeNs) || a.orderId - b.orderId);
        expect(expiries.all()).toMatchObject(model);
        expect(expiries.all()).toHaveLength(model.length);
        expect(expiries.next?.orderId).toBe(model[0]?.orderId);
      }
    }),
  );
});

const TERMS = {
  ...{ partyNumber: 1, instrumentId: 1, side: Side.Buy, price: 1, quantity: 1, clientOrderId: '' },
  ...{ orderType: OrderType.Limit, timeInForce: TimeInForce.GoodTillDate },
};
const CANCELED = {
  ...{ instrumentId: 1, partyNumber: 1, side: Side.Buy, price: 1, canceledQuantity: 1 },
  ...{ reason: CancelReason.Expired, wasResting: true },
} as const;
const AMENDED = {
  ...{ instrumentId: 1, partyNumber: 1, side: Side.Buy, oldPrice: 1, oldLeavesQuantity: 1, price: 1 },
  priorityKept: true,
};
