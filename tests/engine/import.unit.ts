import { describe, expect, test } from 'vitest';
import { Side, TimeInForce } from '../../src/domain/order.ts';
import { Engine } from '../../src/engine/engine.ts';
import { InconsistentEventError } from '../../src/engine/inconsistent-event-error.ts';
import type { MatchingEngine } from '../../src/engine/matching-engine.ts';
import type { EventHandlers } from '../../src/events/frame.ts';
import { instrument } from './commands.ts';
import { EventLog, type LoggedEvent, replay } from './event-log.ts';
import { orderImported, termsOf, traded } from './events.ts';
import { ReferenceEngine } from './reference-engine.ts';
import { stateOf } from './state-of.ts';

const BEGIN: readonly LoggedEvent[] = [
  { kind: 'importBegun', record: { lastOrderId: 50, lastTradeId: 7 } },
  { kind: 'instrumentCreated', record: { instrument: instrument(1) } },
  {
    kind: 'partyCreated',
    record: { party: { partyNumber: 1, partyId: 'alice', partyName: '', isAdmin: false } },
  },
];

describe.each<[string, (consumer: EventHandlers) => MatchingEngine]>([
  ['the engine', (consumer) => new Engine(consumer)],
  ['the reference engine', (consumer) => new ReferenceEngine(consumer)],
])('%s', (_name, create) => {
  test('goes on with imported orders in the order they came in, whatever their ids, and with the ids', () => {
    const log = new EventLog();
    const engine = create(log.handlers);
    const partlyFilled = orderImported(3, {}, { leavesQuantity: 4, cumQuantity: 6 });
    replay([...BEGIN, orderImported(40), partlyFilled, orderImported(41)], engine.fold);
    expect([engine.lastOrderId, engine.lastTradeId, engine.openOrders]).toEqual([50, 7, 3]);
    const timeInForce = TimeInForce.ImmediateOrCancel;
    engine.place(51, termsOf({ side: Side.Sell, timeInForce, quantity: 15 }));
    const sold = { aggressorSide: Side.Sell };
    expect(log.take().filter(({ kind }) => kind === 'orderTraded')).toEqual([
      traded(8, 40, 51, { ...sold, quantity: 10, takerLeavesQuantity: 5 }),
      traded(9, 3, 51, { ...sold, quantity: 4, takerLeavesQuantity: 1 }),
      traded(10, 41, 51, { ...sold, quantity: 1, makerLeavesQuantity: 9 }),
    ]);
  });

  test('closed orders and positions are no part of the state', () => {
    const engine = create({});
    const without = create({});
    replay(BEGIN, without.fold);
    const sums = { boughtQuantity: 1n, soldQuantity: 2n, boughtNotional: 3n, soldNotional: 4n };
    const position = { partyNumber: 1, instrumentId: 1, ...sums };
    replay(
      [
        ...BEGIN,
        orderImported(9, {}, { leavesQuantity: 0, cumQuantity: 10 }),
        { kind: 'positionImported', record: { position } },
      ],
      engine.fold,
    );
    expect(stateOf(engine)).toEqual(stateOf(without));
  });
});

describe('what cannot have been is refused', () => {
  test.each<[string, readonly LoggedEvent[]]>([
    [
      'an import after the first party',
      [{ kind: 'importBegun', record: { lastOrderId: 60, lastTradeId: 0 } }],
    ],
    ['an order beyond the ids that were given out', [orderImported(51)]],
    ['order 0', [orderImported(0)]],
    ['an order twice', [orderImported(7), orderImported(7)]],
    ['an unknown party', [orderImported(7, { partyNumber: 2 })]],
    ['an unknown instrument', [orderImported(7, { instrumentId: 2 })]],
    ['a price off the tick', [orderImported(7, { price: 0 })]],
    ['an order across the book', [orderImported(7), orderImported(8, { side: Side.Sell, price: 100 })]],
    ['less than nothing traded', [orderImported(7, {}, { cumQuantity: -1 })]],
  ])('%s', (_what, wrong) => {
    const { fold } = new Engine({});
    replay(BEGIN, fold);
    expect(() => replay(wrong, fold)).toThrow(InconsistentEventError);
  });

  test('an import into an exchange that has begun', () => {
    const { fold } = new Engine({});
    replay(BEGIN.slice(0, 1), fold);
    expect(() => replay(BEGIN.slice(0, 1), fold)).toThrow(InconsistentEventError);
  });
});
