import fc from 'fast-check';
import type { OrderCommand } from '../../src/domain/command.ts';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import { FIRST_TIME_NS, SECOND_NS } from './stepping-clock.ts';
import { amend, cancel, cancelAll, limit } from './test-exchange.ts';

const side = fc.constantFrom('buy' as const, 'sell' as const);
const price = fc.integer({ min: 18, max: 22 }).map((ticks) => ticks * 5);
const quantity = fc.integer({ min: 1, max: 6 }).map((lots) => lots * 10);
const party = fc.integer({ min: 1, max: 2 });
/** A command of two parties in one instrument, at few prices, so that much of it trades. */
export const orderCommand = orderCommandOf(80);

/** A command of a run of this many: its order ids go up to about the last one, and its times of expiry come while the run goes on. */
export function orderCommandOf(runLength: number): fc.Arbitrary<OrderCommand> {
  const orderId = fc.integer({ min: 1, max: Math.ceil(runLength * 0.4) });
  const expireTimeNs = fc
    .integer({ min: 1, max: runLength + 10 })
    .map((seconds) => FIRST_TIME_NS + BigInt(seconds) * SECOND_NS);
  return fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .tuple(side, price, quantity, party)
        .map(([s, p, q, n]) => limit(s, p, q, { partyNumber: n })),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(side, price, quantity, party, expireTimeNs)
        .map(([s, p, q, n, at]) =>
          limit(s, p, q, { partyNumber: n, timeInForce: TimeInForce.GoodTillDate, expireTimeNs: at }),
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(side, price, quantity)
        .map(([s, p, q]) => limit(s, p, q, { timeInForce: TimeInForce.ImmediateOrCancel })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(side, price, quantity)
        .map(([s, p, q]) => limit(s, p, q, { timeInForce: TimeInForce.FillOrKill })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(side, price, quantity).map(([s, p, q]) => limit(s, p, q, { postOnly: true })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(side, quantity)
        .map(([s, q]) =>
          limit(s, 0, q, { orderType: OrderType.Market, timeInForce: TimeInForce.ImmediateOrCancel }),
        ),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(party, orderId, fc.option(price, { nil: undefined }), fc.option(quantity, { nil: undefined }))
        .map(([n, id, p, q]) => amend(n, id, { price: p, quantity: q })),
    },
    { weight: 2, arbitrary: fc.tuple(party, orderId).map(([n, id]) => cancel(n, id)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(party, fc.constantFrom(undefined, Side.Buy, Side.Sell))
        .map(([n, only]) => cancelAll(n, { side: only })),
    },
  );
}

/** The same command; an order has one of these client order ids. */
export function orderCommandNamed(...clientOrderIds: readonly string[]): fc.Arbitrary<OrderCommand> {
  return fc
    .tuple(orderCommand, fc.constantFrom(...clientOrderIds))
    .map(([command, clientOrderId]) =>
      command.kind === 'place' ? { ...command, terms: { ...command.terms, clientOrderId } } : command,
    );
}
