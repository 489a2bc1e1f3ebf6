import { CancelReason, OrderType, Side, TimeInForce } from '../../../src/domain/order.ts';
import { CommandKind } from '../../../src/events/frame.ts';
import type { Batch } from '../events.ts';

const expireTimeNs = 1_767_229_200_000_000_001n;
const order = { orderId: 300, instrumentId: 7, side: Side.Buy, price: 10_050 };

/** An order that is good till a date and never takes, and its expiry. */
export const goldenExpiry: Batch = {
  firstSequence: 41,
  firstTimeNs: 1_767_225_600_123_456_789n,
  frames: [
    {
      ...{ elapsedNs: 0, kind: CommandKind.PlaceOrder, partyNumber: 2, orderId: order.orderId },
      calls: [
        {
          name: 'orderAccepted',
          event: {
            orderId: order.orderId,
            terms: {
              ...{ partyNumber: 2, instrumentId: order.instrumentId, side: order.side },
              ...{ orderType: OrderType.Limit, timeInForce: TimeInForce.GoodTillDate, price: order.price },
              ...{ quantity: 150, clientOrderId: 'until ten', postOnly: true, expireTimeNs },
            },
          },
        },
        { name: 'orderRested', event: { ...order, leavesQuantity: 150 } },
      ],
    },
    {
      ...{ elapsedNs: 3_600_000_000_000, kind: CommandKind.ExpireOrders, partyNumber: 0, orderId: 0 },
      calls: [
        {
          name: 'orderCanceled',
          event: {
            ...{ ...order, partyNumber: 2, canceledQuantity: 150 },
            ...{ reason: CancelReason.Expired, wasResting: true },
          },
        },
      ],
    },
  ],
};
