import { describe, expect, test } from 'vitest';
import { CancelReason, OrderType, Side, TimeInForce } from '../../../src/domain/order.ts';
import { Engine } from '../../../src/engine/engine.ts';
import type { MatchingEngine } from '../../../src/engine/matching-engine.ts';
import { instrument, prepare } from '../commands.ts';
import { EventLog } from '../event-log.ts';
import { ReferenceEngine } from '../reference-engine.ts';

const { Buy, Sell } = Side;

function order(side: Side, price: number, quantity: number, timeInForce: TimeInForce) {
  const whose = { partyNumber: 1, instrumentId: 1, clientOrderId: '' };
  return { ...whose, side, orderType: OrderType.Limit, timeInForce, price, quantity };
}

describe.each<[string, (log: EventLog) => MatchingEngine]>([
  ['the engine', (log) => new Engine(log.handlers)],
  ['the reference engine', (log) => new ReferenceEngine(log.handlers)],
])('%s', (_name, create) => {
  /** Asks of 10 at 100, 10 at 101 and 10 at 103; bids of 10 at 90 and 10 at 89. */
  function market() {
    const log = new EventLog();
    const engine = create(log);
    prepare(engine, [instrument(1)]);
    [100, 101, 103].forEach((price, index) => {
      engine.place(index + 1, order(Sell, price, 10, TimeInForce.GoodTillCanceled));
    });
    [90, 89].forEach((price, index) => {
      engine.place(index + 4, order(Buy, price, 10, TimeInForce.GoodTillCanceled));
    });
    log.take();
    return { log, engine };
  }

  test.each([
    ['all of one level', Buy, 100, 10],
    ['a part of one level', Buy, 100, 1],
    ['over two levels, to the last lot', Buy, 101, 20],
    ['at a limit between levels', Buy, 102, 20],
    ['the whole side', Buy, 500, 30],
    ['bids over two levels', Sell, 89, 20],
  ])('fills %s', (_what, side, price, quantity) => {
    const { log, engine } = market();
    engine.place(9, order(side, price, quantity, TimeInForce.FillOrKill));
    const [accepted, ...trades] = log.take();
    expect(accepted?.kind).toBe('orderAccepted');
    const traded = trades.map(({ kind, record }) => (kind === 'orderTraded' ? record.quantity : Number.NaN));
    expect(traded.reduce((sum, each) => sum + each, 0)).toBe(quantity);
  });

  test.each([
    ['one lot more than one level', Buy, 100, 11],
    ['one lot more than two levels', Buy, 102, 21],
    ['one lot more than the side', Buy, 500, 31],
    ['below the best ask', Buy, 99, 1],
    ['above the best bid', Sell, 91, 1],
    ['one lot more than the bids', Sell, 1, 21],
  ])('kills %s, and nothing trades', (_what, side, price, quantity) => {
    const { log, engine } = market();
    engine.place(9, order(side, price, quantity, TimeInForce.FillOrKill));
    expect(log.take()).toMatchObject([
      { kind: 'orderAccepted' },
      {
        kind: 'orderCanceled',
        record: {
          ...{ orderId: 9, canceledQuantity: quantity, price },
          ...{ reason: CancelReason.FillOrKill, wasResting: false },
        },
      },
    ]);
    expect([engine.openOrders, engine.leavesOf(1), engine.leavesOf(4)]).toEqual([5, 10, 10]);
  });
});
