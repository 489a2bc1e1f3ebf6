import { describe, expect, test } from 'vitest';
import { CancelReason, OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import { Engine } from '../../src/engine/engine.ts';
import { InconsistentEventError } from '../../src/engine/inconsistent-event-error.ts';
import { stateHash } from '../../src/exchange/state-hash.ts';
import { instrument, prepare } from './commands.ts';
import { EventLog, type LoggedEvent, replay } from './event-log.ts';

const { Buy, Sell } = Side;
const GTC = TimeInForce.GoodTillCanceled;
const IOC = TimeInForce.ImmediateOrCancel;

/** A short day with an event of every kind. */
function story(): LoggedEvent[] {
  const log = new EventLog();
  const engine = new Engine(log);
  prepare(engine, [instrument(1), instrument(2)]);
  const place = (
    orderId: number,
    party: number,
    side: Side,
    tif: TimeInForce,
    price: number,
    quantity: number,
  ) => engine.place(orderId, 1, party, side, OrderType.Limit, tif, price, quantity, '');
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
  const folded = new Engine(log);
  const again = new Engine(new EventLog());
  replay(story(), folded.fold);
  replay(story(), again.fold);
  expect(folded.lastOrderId).toBe(7);
  expect(folded.lastTradeId).toBe(3);
  expect(stateHash(folded)).toBe(stateHash(again));
  expect(log.take()).toEqual([]);
});

/** Another value for each number of an event that the state has an opinion on. */
const checked: { [Name in LoggedEvent[0]]: readonly number[] } = {
  instrumentCreated: [],
  partyCreated: [],
  // Who it is, for what: all but side, type, time in force and the caller's name for it.
  accepted: [2, 3],
  rested: [1, 2, 3, 4, 5],
  traded: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  canceled: [1, 2, 3, 4, 5, 6, 8],
  amended: [1, 2, 3, 4, 5, 6],
  // What is brought over has a file of its own.
  importBegun: [],
  orderImported: [],
  tradeImported: [],
  partyStatusChanged: [],
  positionImported: [],
};

describe('a value that cannot be is refused', () => {
  const events = story();
  const cases = events.flatMap((event, at) =>
    checked[event[0]].map((field) => [event[0], field, at] as const),
  );

  test.each(cases)('%s, field %i of event %i', (_name, field, at) => {
    const changed = events.map((event, i) => (i === at ? spoil(event, field) : event));
    expect(() => replay(changed, new Engine(new EventLog()).fold)).toThrow(InconsistentEventError);
  });
});

function spoil(event: LoggedEvent, field: number): LoggedEvent {
  const values: unknown[] = [...event];
  const value = values[field];
  if (typeof value === 'boolean') values[field] = !value;
  else if (value === 1 || value === 2) values[field] = 3 - value;
  else values[field] = Number(value) + 1;
  return values as unknown as LoggedEvent;
}

describe('an event in the wrong place is refused', () => {
  const events = story();
  const eventful = events.slice(5);

  test.each(eventful.map((event, i) => [event[0], i + 5]))('a second %s (event %i)', (_name, at) => {
    const changed = events.toSpliced(Number(at), 0, events[Number(at)] as LoggedEvent);
    expect(() => replay(changed, new Engine(new EventLog()).fold)).toThrow(InconsistentEventError);
  });

  test.each(eventful.slice(0, -3).map((event, i) => [event[0], i + 5]))(
    'a missing %s (event %i)',
    (_name, at) => {
      expect(() => replay(events.toSpliced(Number(at), 1), new Engine(new EventLog()).fold)).toThrow(
        InconsistentEventError,
      );
    },
  );

  const accept = (
    orderId: number,
    orderType: OrderType,
    timeInForce: TimeInForce,
    price: number,
  ): LoggedEvent => ['accepted', orderId, 1, 1, Buy, orderType, timeInForce, price, 5, ''];

  test.each<[string, LoggedEvent[]]>([
    ['an order across the book that rests', [accept(9, 1, GTC, 100), ['rested', 9, 1, Buy, 100, 5]]],
    ['an IOC that rests', [accept(9, 1, IOC, 90), ['rested', 9, 1, Buy, 90, 5]]],
    ['a market order that rests', [accept(9, 2, GTC, 0), ['rested', 9, 1, Buy, 0, 5]]],
    ['a market order with a price', [accept(9, 2, GTC, 7)]],
    ['a limit order without one', [accept(9, 1, GTC, 0)]],
    ['an order id out of range', [accept(2 ** 48, 1, GTC, 90)]],
    [
      'a remainder that should rest and is canceled',
      [accept(9, 1, GTC, 90), ['canceled', 9, 1, 1, Buy, 90, 5, CancelReason.ImmediateOrCancel, false]],
    ],
    ['an amend that keeps its place with more', [['amended', 8, 1, 1, Sell, 100, 10, 100, 11, true]]],
    ['an amend that keeps its place at another price', [['amended', 8, 1, 1, Sell, 100, 10, 101, 9, true]]],
    ['an amend to less than nothing', [['amended', 8, 1, 1, Sell, 100, 10, 100, -1, false]]],
    ['an instrument again', [['instrumentCreated', instrument(1)]]],
    ['a party again', [['partyCreated', { partyNumber: 1, partyId: '', partyName: '', isAdmin: false }]]],
    ['an unknown instrument', [['rested', 9, 77, Buy, 100, 5]]],
  ])('%s', (_what, wrong) => {
    const { fold } = new Engine(new EventLog());
    replay(events, fold);
    replay(
      [
        ['accepted', 8, 1, 1, Sell, 1, GTC, 100, 10, ''],
        ['rested', 8, 1, Sell, 100, 10],
      ],
      fold,
    );
    expect(() => replay(wrong, fold)).toThrow(InconsistentEventError);
  });
});
