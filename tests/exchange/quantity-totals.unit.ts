import { expect, test } from 'vitest';
import { ExchangeState } from '../../src/exchange/exchange-state.ts';
import { QuantityTotals } from '../../src/exchange/quantity-totals.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import { hand, type LoggedEvent } from '../engine/event-log.ts';
import { accepted, amended, canceled, orderImported } from '../engine/events.ts';
import { amend, limit, testExchange } from '../exchange/test-exchange.ts';

const MOST = Number.MAX_SAFE_INTEGER;

/** Accepts orders until there is room for exactly `room` more. */
function fill(totals: QuantityTotals, room: number): void {
  for (let orderId = 1; orderId <= 1_024; orderId += 1) hand(accepted(orderId, { quantity: MOST }), totals);
  // 1,024 × (2^53 − 1) = 2^63 − 1,024.
  hand(accepted(2_000, { quantity: 1_023 - room }), totals);
}

test('the total counts what orders ask for, until it is canceled', () => {
  const totals = new QuantityTotals();
  fill(totals, 30);
  expect(totals.room(1)).toBe(30);
  hand(canceled(1, { canceledQuantity: 10 }), totals);
  expect(totals.room(1)).toBe(40);
  hand(amended(2, { oldLeavesQuantity: 5, leavesQuantity: 15 }), totals);
  expect(totals.room(1)).toBe(30);
  hand(amended(2, { oldLeavesQuantity: 15, leavesQuantity: 5 }), totals);
  expect(totals.room(1)).toBe(40);
  expect(totals.room(2)).toBe(2n ** 63n - 1n);
});

test('imported orders count what is open, imported positions what was traded', () => {
  const totals = new QuantityTotals();
  fill(totals, 100);
  const traded = { partyNumber: 1, instrumentId: 1, boughtNotional: 0n, soldNotional: 0n };
  const events: readonly LoggedEvent[] = [
    orderImported(3_000, { quantity: 50 }, { leavesQuantity: 20, cumQuantity: 30 }),
    {
      kind: 'positionImported',
      record: { position: { ...traded, boughtQuantity: 30, soldQuantity: 40 } },
    },
  ];
  for (const event of events) hand(event, totals);
  expect(totals.room(1)).toBe(10);
});

test('an order or an amendment that an instrument has no room for is refused, and changes nothing', async () => {
  const encoder = new BatchEncoder();
  const state = new ExchangeState(encoder);
  const { exchange } = await testExchange(1_000, { encoder, state });
  fill(state.quantities, 30);
  const refused = (max: number) => ({
    ...{ kind: 'refused', reason: 'FIELD_OUT_OF_RANGE', field: 'quantity' },
    metadata: { min: '1', max: String(max) },
  });
  expect(await exchange.submit(limit('buy', 100, 40))).toMatchObject(refused(30));
  expect(await exchange.submit(limit('buy', 100, 20))).toMatchObject({ kind: 'placed', orderId: 1 });
  expect(await exchange.submit(amend(1, 1, { quantity: 40 }))).toMatchObject(refused(30));
  expect(await exchange.submit(amend(1, 1, { quantity: 30 }))).toMatchObject({ kind: 'amended' });
  expect(await exchange.submit(limit('sell', 100, 10))).toMatchObject(refused(0));
});
