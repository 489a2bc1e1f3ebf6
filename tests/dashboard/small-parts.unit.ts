import { Code } from '@connectrpc/connect';
import { expect, it } from 'vitest';
import { rejectText } from '../../clients/dashboard/core/order-desk.ts';
import { readSettings } from '../../clients/dashboard/core/settings.ts';
import { afterSnapshot, type TapeTrade } from '../../clients/dashboard/core/tape.ts';
import { clockText, dateText, durationText } from '../../clients/dashboard/core/time.ts';
import { cancelReasonText, ORDER_TYPES, TIMES_IN_FORCE } from '../../clients/dashboard/core/words.ts';
import { RedleafError } from '../../clients/typescript/redleaf-error.ts';
import { CancelReason, Side } from '../../gen/redleaf/v1/order_pb.ts';

function trade(tradeId: number): TapeTrade {
  return {
    tradeId: BigInt(tradeId),
    price: 1,
    quantity: 1,
    aggressorSide: Side.BUY,
    timeNs: BigInt(tradeId),
  };
}

const ids = (trades: readonly TapeTrade[]) => trades.map(({ tradeId }) => Number(tradeId));

it('a tape goes on over an interruption that its snapshot covers, and says what another one lost', () => {
  const had = [1, 2, 3].map(trade);
  const overlapping = afterSnapshot(had, [3, 5].map(trade));
  expect([ids(overlapping.trades), overlapping.gap]).toEqual([[1, 2, 3, 5], undefined]);
  const later = afterSnapshot(had, [7, 8].map(trade));
  expect([ids(later.trades), later.gap]).toEqual([[7, 8], { fromTimeNs: 3n, toTimeNs: 7n }]);
  expect(afterSnapshot([], [trade(1)]).gap).toBeUndefined();
});

it('settings that were kept by another version are read as far as they are allowed', () => {
  expect(readSettings({ theme: 'light', palette: 'pink', sound: 1, gone: true })).toEqual(
    readSettings({ theme: 'light' }),
  );
  expect(readSettings(null)).toEqual(readSettings('text'));
});

it('order types and times in force are those of the contract', () => {
  expect(ORDER_TYPES.map(({ label }) => label)).toEqual(expect.arrayContaining(['Limit', 'Market']));
  expect(TIMES_IN_FORCE.map(({ label }) => label)).toEqual(expect.arrayContaining(['GTC', 'IOC']));
  expect(cancelReasonText(CancelReason.REQUESTED)).toBe('at the request of its party');
});

it('times and durations', () => {
  const timeNs = BigInt(new Date(2026, 10, 26, 9, 5, 7).getTime()) * 1_000_000n;
  expect([clockText(timeNs), dateText(timeNs)]).toEqual(['09:05:07', '2026-11-26 09:05:07']);
  expect([12.4, 4_000, 200_000, 9_000_000].map(durationText)).toEqual(['12 ms', '4 s', '3 min', '3 h']);
});

it('a lost connection does not say that an order failed', () => {
  const error = new RedleafError('network', { code: Code.Unavailable, reason: '' });
  expect(rejectText(error)).toContain('whether it was done');
});
