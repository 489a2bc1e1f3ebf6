import { CancelReason, OrderType, Side, TimeInForce } from '../../../src/domain/order.ts';
import type { Batch } from '../events.ts';

const orderId = 2 ** 47 + 3;

/** Every kind of event, with numbers of one byte and of many, empty and long text. */
export const goldenBatch: Batch = {
  firstSequence: 2 ** 47 + 5,
  firstTimeNs: 1_767_225_600_123_456_789n,
  events: [
    {
      elapsedNs: 0,
      call: {
        name: 'instrumentCreated',
        values: [
          {
            instrumentId: 4_294_967_295,
            symbol: 'RED',
            description: `Redleaf, ${'a long description of it, '.repeat(6)}€`,
            priceScale: 2,
            quantityScale: 0,
            tickSize: 1,
            lotSize: 1,
            maxPrice: 100_000_000,
            maxQuantity: 90_000_000,
          },
        ],
      },
    },
    {
      elapsedNs: 1,
      call: {
        name: 'partyCreated',
        values: [{ partyNumber: 1, partyId: 'Łódź 🍁', partyName: '', isAdmin: true }],
      },
    },
    {
      elapsedNs: 300,
      call: {
        name: 'accepted',
        values: [
          ...([orderId, 4_294_967_295, 1, Side.Sell] as const),
          ...([OrderType.Limit, TimeInForce.GoodTillCanceled, 10_050, 2_147_483_647, 'my order'] as const),
        ],
      },
    },
    {
      elapsedNs: 0,
      call: { name: 'rested', values: [orderId, 4_294_967_295, Side.Sell, 10_050, 2_147_483_647] },
    },
    {
      elapsedNs: 2 ** 40,
      call: {
        name: 'accepted',
        values: [
          ...([orderId + 1, 4_294_967_295, 2, Side.Buy] as const),
          ...([OrderType.Market, TimeInForce.ImmediateOrCancel, 0, 7, ''] as const),
        ],
      },
    },
    {
      elapsedNs: 0,
      call: {
        name: 'traded',
        values: [
          ...([1, 4_294_967_295, 10_050, 5, Side.Buy] as const),
          ...([orderId, 1, 0, orderId + 1, 2, 2] as const),
        ],
      },
    },
    {
      elapsedNs: 0,
      call: {
        name: 'canceled',
        values: [orderId + 1, 4_294_967_295, 2, Side.Buy, 0, 2, CancelReason.ImmediateOrCancel, false],
      },
    },
    {
      elapsedNs: 1000,
      call: { name: 'amended', values: [orderId, 4_294_967_295, 1, Side.Sell, 10_050, 90, 10_050, 80, true] },
    },
    {
      elapsedNs: 1000,
      call: {
        name: 'canceled',
        values: [orderId, 4_294_967_295, 1, Side.Sell, 10_050, 80, CancelReason.Requested, true],
      },
    },
  ],
};
