import { describe, expect, test } from 'vitest';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import { Engine } from '../../src/engine/engine.ts';
import { InconsistentEventError } from '../../src/engine/inconsistent-event-error.ts';
import type { EventKind, EventRecords } from '../../src/events/events.ts';
import type { EventHandlers } from '../../src/events/frame.ts';
import { stateHash } from '../../src/exchange/state-hash.ts';
import { instrument, prepare } from './commands.ts';
import { EventLog, hand, type LoggedEvent, replay } from './event-log.ts';
import { accepted, amended, canceled, remainderCanceled, rested, termsOf, traded } from './events.ts';

const { Buy, Sell } = Side;
const { Market } = OrderType;
const GTC = TimeInForce.GoodTillCanceled;
const IOC = TimeInForce.ImmediateOrCancel;

/** A short day with an event of every kind. */
function story(): LoggedEvent[] {
  const log = new EventLog();
  const engine = new Engine(log.handlers);
  prepare(engine, [instrument(1), instrument(2)]);
  const place = (
    orderId: number,
    partyNumber: number,
    side: Side,
    timeInForce: TimeInForce,
    price: number,
    quantity: number,
  ) => engine.place(orderId, termsOf({ partyNumber, side, timeInForce, price, quantity }));
  place(1, 1, Sell, GTC, 100, 10);
  place(2, 2, Buy, GTC, 90, 10);
  place(4, 2, Buy, GTC, 100, 4);
  place(5, 2, Buy, IOC, 100, 20);
  place(6, 1, Buy, GTC, 95, 20);
  engine.amend(6, 95, 15);
  engine.amend(2, 91, 12);
  place(7, 3, Sell, GTC, 99, 5);
  engine.amend(6, 99, 15);
  engine.cancel(6);
  engine.amend(2, 91, 1);
  return log.take();
}

test('the fold of the events is the state', () => {
  const log = new EventLog();
  const folded = new Engine(log.handlers);
  const again = new Engine({});
  replay(story(), folded.fold);
  replay(story(), again.fold);
  expect(folded.lastOrderId).toBe(7);
  expect(folded.lastTradeId).toBe(3);
  expect(stateHash(folded)).toBe(stateHash(again));
  expect(log.take()).toEqual([]);
});

/** What the state has an opinion on in each kind of event; of an accepted order, in its terms. */
const CHECKED: { readonly [Kind in EventKind]: readonly (keyof FieldsOf<Kind>)[] } = {
  instrumentCreated: [],
  partyCreated: [],
  orderAccepted: ['instrumentId', 'partyNumber'],
  orderRested: ['orderId', 'instrumentId', 'side', 'price', 'leavesQuantity'],
  orderTraded: [
    'tradeId',
    'instrumentId',
    'price',
    'quantity',
    'aggressorSide',
    'makerOrderId',
    'makerPartyNumber',
    'makerLeavesQuantity',
    'takerOrderId',
    'takerPartyNumber',
    'takerLeavesQuantity',
  ],
  orderCanceled: [
    'orderId',
    'instrumentId',
    'partyNumber',
    'side',
    'price',
    'canceledQuantity',
    'wasResting',
  ],
  orderAmended: ['orderId', 'instrumentId', 'partyNumber', 'side', 'oldPrice', 'oldLeavesQuantity'],
  // What is brought over has a file of its own.
  importBegun: [],
  orderImported: [],
  tradeImported: [],
  partyStatusChanged: [],
  positionImported: [],
  clockAdvanced: [],
};

type FieldsOf<Kind extends EventKind> = Kind extends 'orderAccepted'
  ? EventRecords['orderAccepted']['terms']
  : EventRecords[Kind];

/** Part of a frame: it does not end. */
function apply(events: readonly LoggedEvent[], fold: EventHandlers): void {
  for (const event of events) hand(event, fold);
}

describe('a value that cannot be is refused', () => {
  const events = story();
  const cases = events.flatMap((event, at) =>
    CHECKED[event.kind].map((field) => [event.kind, field, at] as const),
  );

  test.each(cases)('%s, %s of event %i', (_kind, field, at) => {
    const changed = events.map((event, i) => (i === at ? spoil(event, field) : event));
    expect(() => apply(changed, new Engine({}).fold)).toThrow(InconsistentEventError);
  });
});

/** The event with another value in one field. */
function spoil({ kind, record }: LoggedEvent, field: string): LoggedEvent {
  const changed =
    kind === 'orderAccepted' ? { ...record, terms: change(record.terms, field) } : change(record, field);
  return { kind, record: changed } as LoggedEvent;
}

function change(fields: object, field: string): object {
  const value: unknown = Object.entries(fields).find(([name]) => name === field)?.[1];
  if (typeof value === 'boolean') return { ...fields, [field]: !value };
  return { ...fields, [field]: value === 1 || value === 2 ? 3 - value : Number(value) + 1 };
}

describe('an event in the wrong place is refused', () => {
  const events = story();
  const eventful = events.slice(5);

  test.each(eventful.map((event, i) => [event.kind, i + 5, event] as const))(
    'a second %s (event %i)',
    (_kind, at, event) => {
      expect(() => apply(events.toSpliced(at, 0, event), new Engine({}).fold)).toThrow(
        InconsistentEventError,
      );
    },
  );

  test.each(eventful.slice(0, -2).map((event, i) => [event.kind, i + 5] as const))(
    'a missing %s (event %i)',
    (_kind, at) => {
      expect(() => apply(events.toSpliced(at, 1), new Engine({}).fold)).toThrow(InconsistentEventError);
    },
  );

  test.each<[string, LoggedEvent[]]>([
    ['an order across the book that rests', [accepted(9), rested(9)]],
    ['a market order that rests', [accepted(9, { orderType: Market, price: 0 }), rested(9, { price: 0 })]],
    ['a market order with a price', [accepted(9, { orderType: Market, price: 7 })]],
    ['a limit order without one', [accepted(9, { price: 0 })]],
    ['an order id out of range', [accepted(2 ** 48, { price: 90 })]],
    ['an order while another is on its way', [accepted(9, { price: 90 }), accepted(10, { price: 90 })]],
    ['an amend while an order is on its way', [accepted(9, { price: 90 }), amended(8, { side: Sell })]],
    ['an amend that keeps its place with more', [keeps({ leavesQuantity: 11 })]],
    ['an amend that keeps its place at another price', [keeps({ price: 101, leavesQuantity: 9 })]],
    ['an amend to less than nothing', [amended(8, { side: Sell, leavesQuantity: -1 })]],
    ['an instrument again', [{ kind: 'instrumentCreated', record: { instrument: instrument(1) } }]],
    ['a party again', [{ kind: 'partyCreated', record: { party: PARTY } }]],
    [
      'the status of an unknown party',
      [{ kind: 'partyStatusChanged', record: { partyNumber: 9, isDisabled: true } }],
    ],
    ['an unknown instrument', [rested(9, { instrumentId: 77 })]],
  ])('%s', (_what, wrong) => {
    const { fold } = afterTheDay();
    expect(() => apply(wrong, fold)).toThrow(InconsistentEventError);
  });
});

const PARTY = { partyNumber: 1, partyId: '', partyName: '', isAdmin: false };

function keeps(more: Partial<EventRecords['orderAmended']>): LoggedEvent {
  return amended(8, { side: Sell, priorityKept: true, ...more });
}

/** The day is over, and order 8 offers 10 at 100. */
function afterTheDay(): Engine {
  const engine = new Engine({});
  replay([...story(), accepted(8, { side: Sell }), rested(8, { side: Sell })], engine.fold);
  return engine;
}

describe('a frame that ends while an order is neither resting nor closed is refused', () => {
  test.each<[string, LoggedEvent[]]>([
    ['a new one', [accepted(9, { price: 90 })]],
    [
      'one that has traded in part',
      [accepted(9, { quantity: 15 }), traded(4, 8, 9, { takerLeavesQuantity: 5 })],
    ],
    ['one that lost its place', [amended(8, { side: Sell, price: 105 })]],
  ])('%s', (_what, unfinished) => {
    const { fold } = afterTheDay();
    apply(unfinished, fold);
    expect(() => replay([], fold)).toThrow(InconsistentEventError);
  });
});

describe('a frame may hold what many orders did', () => {
  test('two orders accepted one after the other', () => {
    const engine = afterTheDay();
    replay(
      [accepted(9, { price: 90 }), rested(9, { price: 90 }), accepted(10), traded(4, 8, 10)],
      engine.fold,
    );
    expect(engine.leavesOf(9)).toBe(10);
    expect([engine.ownerOf(8), engine.ownerOf(10), engine.lastTradeId]).toEqual([0, 0, 4]);
  });

  test('two orders canceled', () => {
    const engine = afterTheDay();
    replay([accepted(9, { price: 90 }), rested(9, { price: 90 })], engine.fold);
    const open = engine.openOrders;
    replay([canceled(8, { side: Sell }), canceled(9, { price: 90 })], engine.fold);
    expect(engine.openOrders).toBe(open - 2);
    expect([engine.ownerOf(8), engine.ownerOf(9)]).toEqual([0, 0]);
  });
});

describe('what the rules of another time decided is applied', () => {
  test('an IOC that rested', () => {
    const engine = afterTheDay();
    replay([accepted(9, { timeInForce: IOC, price: 90 }), rested(9, { price: 90 })], engine.fold);
    expect(engine.leavesOf(9)).toBe(10);
  });

  test('a GTC that was canceled at once', () => {
    const engine = afterTheDay();
    const before = engine.openOrders;
    replay([accepted(9, { price: 90 }), remainderCanceled(9, { price: 90 })], engine.fold);
    expect([engine.openOrders, engine.lastOrderId]).toEqual([before, 9]);
  });
});
