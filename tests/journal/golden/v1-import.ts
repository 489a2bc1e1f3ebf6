import { OrderType, Side, TimeInForce } from '../../../src/domain/order.ts';
import type { Batch } from '../events.ts';

/** Every kind of event that tells of what was brought over from another exchange. */
export const goldenImport: Batch = {
  firstSequence: 1,
  firstTimeNs: 1_795_348_097_956_640_745n,
  events: [
    { elapsedNs: 0, call: { name: 'importBegun', values: [2 ** 47, 12] } },
    {
      elapsedNs: 0,
      call: {
        name: 'instrumentCreated',
        values: [
          {
            ...{ instrumentId: 20, symbol: 'Acme & Söhne', description: '', priceScale: 2, quantityScale: 0 },
            ...{ tickSize: 1, lotSize: 1, maxPrice: 100_000_000, maxQuantity: 90_000_000 },
            ...{ createdBy: 1, createTimeNs: 1_795_000_000_123_000_000n },
          },
        ],
      },
    },
    {
      elapsedNs: 0,
      call: {
        name: 'orderImported',
        values: [
          {
            ...{ orderId: 2 ** 40, clientOrderId: 'mine', instrumentId: 20, partyNumber: 1, side: Side.Buy },
            ...{ orderType: OrderType.Limit, timeInForce: TimeInForce.GoodTillCanceled, price: 10_005 },
            ...{ quantity: 12, leavesQuantity: 2, cumQuantity: 10, canceledQuantity: 0, notional: 2 ** 52 },
            ...{ acceptTimeNs: 1_795_348_103_599_075_485n, transactTimeNs: 1_795_348_104_537_809_577n },
          },
        ],
      },
    },
    {
      elapsedNs: 0,
      call: {
        name: 'positionImported',
        values: [
          {
            ...{ partyNumber: 1, instrumentId: 20, boughtQuantity: 10, soldQuantity: 0 },
            ...{ boughtNotional: 2n ** 80n, soldNotional: 0n },
          },
        ],
      },
    },
  ],
};
