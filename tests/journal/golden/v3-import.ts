import { OrderType, Side, TimeInForce } from '../../../src/domain/order.ts';
import { CommandKind } from '../../../src/events/frame.ts';
import type { Batch } from '../events.ts';

/** Every kind of event that carries what was brought over from another exchange. */
export const goldenImport: Batch = {
  firstSequence: 1,
  firstTimeNs: 1_795_348_097_956_640_745n,
  frames: [
    {
      ...{ elapsedNs: 0, kind: CommandKind.Import, partyNumber: 0, orderId: 0 },
      calls: [
        { name: 'importBegun', event: { lastOrderId: 2 ** 47, lastTradeId: 12 } },
        {
          name: 'instrumentCreated',
          event: {
            instrument: {
              ...{ instrumentId: 20, symbol: 'Acme & Söhne', description: '', priceScale: 8 },
              ...{
                quantityScale: 0,
                tickSize: 1,
                minPrice: 2 ** 53 - 2 ** 31,
                lotSize: 1,
                maxPrice: 2 ** 53 - 1,
                maxQuantity: 90_000_000,
              },
              ...{ createdBy: 0, createTimeNs: 1_795_000_000_123_000_000n },
            },
          },
        },
        {
          name: 'orderImported',
          event: {
            order: {
              orderId: 2 ** 40,
              terms: {
                ...{ partyNumber: 1, instrumentId: 20, side: Side.Buy, orderType: OrderType.Limit },
                ...{ timeInForce: TimeInForce.GoodTillCanceled, price: 2 ** 53 - 1, quantity: 2 ** 53 - 1 },
                clientOrderId: 'mine',
              },
              progress: {
                ...{ leavesQuantity: 2 ** 52, cumQuantity: 2 ** 52 - 10, canceledQuantity: 9 },
                notional: (2n ** 53n - 1n) * (2n ** 52n - 10n),
                acceptTimeNs: 1_795_348_103_599_075_485n,
                transactTimeNs: 1_795_348_104_537_809_577n,
              },
            },
          },
        },
        {
          name: 'tradeImported',
          event: {
            trade: {
              ...{ tradeId: 12, instrumentId: 20, price: 2 ** 53 - 1, quantity: 5, aggressorSide: Side.Sell },
              ...{ makerOrderId: 2 ** 40, makerPartyNumber: 1, makerLeavesQuantity: 2 ** 52 },
              ...{ takerOrderId: 2 ** 40 + 1, takerPartyNumber: 2 ** 32 - 1, takerLeavesQuantity: 0 },
              transactTimeNs: 1_795_348_104_537_809_577n,
            },
          },
        },
        {
          name: 'positionImported',
          event: {
            position: {
              ...{ partyNumber: 1, instrumentId: 20, boughtQuantity: 2n ** 70n, soldQuantity: 0n },
              ...{ boughtNotional: 2n ** 80n, soldNotional: 0n },
            },
          },
        },
      ],
    },
  ],
};
