import { describe, expect, test } from 'vitest';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { OrderSnapshot } from '../../src/domain/order-snapshot.ts';
import { Engine } from '../../src/engine/engine.ts';
import { InconsistentEventError } from '../../src/engine/inconsistent-event-error.ts';
import type { MatchingEngine } from '../../src/engine/matching-engine.ts';
import { instrument } from './commands.ts';
import { EventLog, type LoggedEvent, replay } from './event-log.ts';
import { ReferenceEngine } from './reference-engine.ts';
import { stateOf } from './state-of.ts';

const BEGIN: readonly LoggedEvent[] = [
  ['importBegun', 50, 7],
  ['instrumentCreated', instrument(1)],
  ['partyCreated', { partyNumber: 1, partyId: 'alice', partyName: '', isAdmin: false }],
];

function order(orderId: number, changes: Partial<OrderSnapshot> = {}): LoggedEvent {
  const order: OrderSnapshot = {
    ...{ orderId, clientOrderId: '', instrumentId: 1, partyNumber: 1, side: Side.Buy, price: 100 },
    ...{ orderType: OrderType.Limit, timeInForce: TimeInForce.GoodTillCanceled, quantity: 10 },
    ...{ leavesQuantity: 10, cumQuantity: 0, canceledQuantity: 0, notional: 0 },
    ...{ acceptTimeNs: 1n, transactTimeNs: 1n },
  };
  return ['orderImported', { ...order, ...changes }];
}

describe.each<[string, (log: EventLog) => MatchingEngine]>([
  ['the engine', (log) => new Engine(log)],
  ['the reference engine', (log) => new ReferenceEngine(log)],
])('%s', (_name, create) => {
  test('goes on with imported orders in the order they came in, whatever their ids, and with the ids', () => {
    const log = new EventLog();
    const engine = create(log);
    replay([...BEGIN, order(40), order(3, { leavesQuantity: 4, cumQuantity: 6 }), order(41)], engine.fold);
    expect([engine.lastOrderId, engine.lastTradeId, engine.openOrders]).toEqual([50, 7, 3]);
    engine.place(51, 1, 1, Side.Sell, OrderType.Limit, TimeInForce.ImmediateOrCancel, 100, 15, '');
    expect(log.take().filter(([name]) => name === 'traded')).toEqual([
      ['traded', 8, 1, 100, 10, Side.Sell, 40, 1, 0, 51, 1, 5],
      ['traded', 9, 1, 100, 4, Side.Sell, 3, 1, 0, 51, 1, 1],
      ['traded', 10, 1, 100, 1, Side.Sell, 41, 1, 9, 51, 1, 0],
    ]);
  });

  test('closed orders and positions are no part of the state', () => {
    const engine = create(new EventLog());
    const without = create(new EventLog());
    replay(BEGIN, without.fold);
    const position = { boughtQuantity: 1, soldQuantity: 2, boughtNotional: 3n, soldNotional: 4n };
    replay(
      [
        ...BEGIN,
        order(9, { leavesQuantity: 0, cumQuantity: 10 }),
        ['positionImported', { ...position, partyNumber: 1, instrumentId: 1 }],
      ],
      engine.fold,
    );
    expect(stateOf(engine)).toEqual(stateOf(without));
  });
});

describe('what cannot have been is refused', () => {
  test.each<[string, readonly LoggedEvent[]]>([
    ['an import after the first party', [['importBegun', 60, 0]]],
    ['an order beyond the ids that were given out', [order(51)]],
    ['order 0', [order(0)]],
    ['an order twice', [order(7), order(7)]],
    ['an unknown party', [order(7, { partyNumber: 2 })]],
    ['an unknown instrument', [order(7, { instrumentId: 2 })]],
    ['a price off the tick', [order(7, { price: 0 })]],
    ['an order across the book', [order(7), order(8, { side: Side.Sell, price: 100 })]],
    ['less than nothing traded', [order(7, { cumQuantity: -1 })]],
  ])('%s', (_what, wrong) => {
    const { fold } = new Engine(new EventLog());
    replay(BEGIN, fold);
    expect(() => replay(wrong, fold)).toThrow(InconsistentEventError);
  });

  test('an import into an exchange that has begun', () => {
    const { fold } = new Engine(new EventLog());
    replay(BEGIN.slice(0, 1), fold);
    expect(() => replay(BEGIN.slice(0, 1), fold)).toThrow(InconsistentEventError);
  });
});
