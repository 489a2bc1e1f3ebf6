import { describe, expect, test } from 'vitest';
import { CancelReason, OrderType, Side, TimeInForce } from '../../../src/domain/order.ts';
import { Engine } from '../../../src/engine/engine.ts';
import type { MatchingEngine } from '../../../src/engine/matching-engine.ts';
import { instrument, prepare } from '../commands.ts';
import { EventLog } from '../event-log.ts';
import { ReferenceEngine } from '../reference-engine.ts';
import { copyState } from '../snapshot.ts';

const { Buy, Sell } = Side;

function order(side: Side, price: number, postOnly: boolean) {
  const whose = { partyNumber: 1, instrumentId: 1, clientOrderId: '' };
  const how = { orderType: OrderType.Limit, timeInForce: TimeInForce.GoodTillCanceled };
  return { ...whose, ...how, side, price, quantity: 10, postOnly };
}

describe.each<[string, (log: EventLog) => MatchingEngine]>([
  ['the engine', (log) => new Engine(log.handlers)],
  ['the reference engine', (log) => new ReferenceEngine(log.handlers)],
])('%s', (_name, create) => {
  /** A bid of 10 at 90, and an ask of 10 at 100. */
  function market() {
    const log = new EventLog();
    const engine = create(log);
    prepare(engine, [instrument(1)]);
    engine.place(1, order(Buy, 90, false));
    engine.place(2, order(Sell, 100, false));
    log.take();
    return { log, engine };
  }

  const kindsOf = (log: EventLog) => log.take().map(({ kind }) => kind);

  test.each([
    ['a bid below the best ask', Buy, 99],
    ['an ask above the best bid', Sell, 91],
  ])('rests: %s', (_what, side, price) => {
    const { log, engine } = market();
    engine.place(3, order(side, price, true));
    expect(kindsOf(log)).toEqual(['orderAccepted', 'orderRested']);
  });

  test.each([
    ['a bid at the best ask', Buy, 100],
    ['a bid above it', Buy, 120],
    ['an ask at the best bid', Sell, 90],
    ['an ask below it', Sell, 1],
  ])('is canceled, and nothing trades: %s', (_what, side, price) => {
    const { log, engine } = market();
    engine.place(3, order(side, price, true));
    expect(log.take()).toMatchObject([
      { kind: 'orderAccepted' },
      {
        kind: 'orderCanceled',
        record: { orderId: 3, canceledQuantity: 10, reason: CancelReason.PostOnly, wasResting: false },
      },
    ]);
    expect(engine.openOrders).toBe(2);
  });

  test('trades as a maker', () => {
    const { log, engine } = market();
    engine.place(3, order(Buy, 99, true));
    engine.place(4, order(Sell, 99, false));
    expect(kindsOf(log)).toEqual(['orderAccepted', 'orderRested', 'orderAccepted', 'orderTraded']);
  });

  test.each([
    ['placed here', (engine: MatchingEngine) => engine],
    [
      'of a snapshot',
      (engine: MatchingEngine, log: EventLog) => {
        const restored = create(log);
        copyState(engine, restored);
        return restored;
      },
    ],
  ])('is canceled when an amend would make it trade: one %s', (_what, continued) => {
    const { log, engine } = market();
    engine.place(3, order(Buy, 95, true));
    engine.place(4, order(Buy, 95, false));
    const now = continued(engine, log);
    log.take();
    now.amend(3, 96, 10);
    expect(kindsOf(log)).toEqual(['orderAmended', 'orderRested']);
    now.amend(3, 100, 10);
    expect(log.take()).toMatchObject([
      { kind: 'orderAmended', record: { priorityKept: false } },
      { kind: 'orderCanceled', record: { orderId: 3, reason: CancelReason.PostOnly } },
    ]);
    // Another order of the party trades.
    now.amend(4, 100, 10);
    expect(kindsOf(log)).toEqual(['orderAmended', 'orderTraded']);
  });
});
