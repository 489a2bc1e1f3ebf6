import { CancelReason, OrderType, Side, TimeInForce } from '../../../src/domain/order.ts';
import { CommandKind } from '../../../src/events/frame.ts';
import type { Batch } from '../events.ts';

const orderId = 2 ** 47 + 3;
const instrumentId = 4_294_967_295;

/** Every kind of event of an exchange that runs, with numbers of one byte and of many, empty and long text. */
export const goldenBatch: Batch = {
  firstSequence: 2 ** 47 + 5,
  firstTimeNs: 1_767_225_600_123_456_789n,
  frames: [
    {
      ...{ elapsedNs: 0, kind: CommandKind.CreateInstrument, partyNumber: 1, orderId: 0 },
      calls: [
        {
          name: 'instrumentCreated',
          event: {
            instrument: {
              ...{ instrumentId, symbol: 'RED', priceScale: 2, quantityScale: 0 },
              description: `Redleaf, ${'a long description of it, '.repeat(6)}€`,
              ...{ tickSize: 1, lotSize: 1, minPrice: 1, maxPrice: 100_000_000, maxQuantity: 90_000_000 },
            },
          },
        },
      ],
    },
    {
      ...{ elapsedNs: 1, kind: CommandKind.CreateParty, partyNumber: 1, orderId: 0 },
      calls: [
        {
          name: 'partyCreated',
          event: { party: { partyNumber: 2, partyId: 'Łódź 🍁', partyName: '', isAdmin: true } },
        },
      ],
    },
    {
      ...{ elapsedNs: 300, kind: CommandKind.PlaceOrder, partyNumber: 1, orderId },
      calls: [
        {
          name: 'orderAccepted',
          event: {
            orderId,
            terms: {
              ...{ partyNumber: 1, instrumentId, side: Side.Sell, orderType: OrderType.Limit },
              ...{ timeInForce: TimeInForce.GoodTillCanceled, price: 10_050, quantity: 2_147_483_647 },
              clientOrderId: 'my order',
            },
          },
        },
        {
          name: 'orderRested',
          event: { orderId, instrumentId, side: Side.Sell, price: 10_050, leavesQuantity: 2_147_483_647 },
        },
      ],
    },
    {
      ...{ elapsedNs: 2 ** 40, kind: CommandKind.PlaceOrder, partyNumber: 2, orderId: orderId + 1 },
      calls: [
        {
          name: 'orderAccepted',
          event: {
            orderId: orderId + 1,
            terms: {
              ...{ partyNumber: 2, instrumentId, side: Side.Buy, orderType: OrderType.Market },
              ...{ timeInForce: TimeInForce.ImmediateOrCancel, price: 0, quantity: 7, clientOrderId: '' },
            },
          },
        },
        {
          name: 'orderTraded',
          event: {
            ...{ tradeId: 1, instrumentId, price: 10_050, quantity: 5, aggressorSide: Side.Buy },
            ...{ makerOrderId: orderId, makerPartyNumber: 1, makerLeavesQuantity: 2_147_483_642 },
            ...{ takerOrderId: orderId + 1, takerPartyNumber: 2, takerLeavesQuantity: 2 },
          },
        },
        {
          name: 'orderCanceled',
          event: {
            ...{ orderId: orderId + 1, instrumentId, partyNumber: 2, side: Side.Buy, price: 0 },
            ...{ canceledQuantity: 2, reason: CancelReason.ImmediateOrCancel, wasResting: false },
          },
        },
      ],
    },
    {
      ...{ elapsedNs: 1000, kind: CommandKind.AmendOrder, partyNumber: 1, orderId },
      calls: [
        {
          name: 'orderAmended',
          event: {
            ...{ orderId, instrumentId, partyNumber: 1, side: Side.Sell },
            ...{ oldPrice: 10_050, oldLeavesQuantity: 2_147_483_642, price: 10_050 },
            ...{ leavesQuantity: 80, priorityKept: true },
          },
        },
      ],
    },
    {
      ...{ elapsedNs: 0, kind: CommandKind.CancelOrder, partyNumber: 1, orderId },
      calls: [
        {
          name: 'orderCanceled',
          event: {
            ...{ orderId, instrumentId, partyNumber: 1, side: Side.Sell, price: 10_050 },
            ...{ canceledQuantity: 80, reason: CancelReason.Requested, wasResting: true },
          },
        },
      ],
    },
    {
      ...{ elapsedNs: 1000, kind: CommandKind.SetPartyStatus, partyNumber: 0, orderId: 0 },
      calls: [{ name: 'partyStatusChanged', event: { partyNumber: 2, isDisabled: true } }],
    },
    {
      ...{ elapsedNs: 3_600_000_000_000, kind: CommandKind.AdvanceClock, partyNumber: 1, orderId: 0 },
      calls: [{ name: 'clockAdvanced', event: { timeNs: 1_767_230_299_635_086_866n } }],
    },
  ],
};
