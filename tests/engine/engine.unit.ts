import { describe, expect, test } from 'vitest';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { OrderTerms } from '../../src/domain/order-terms.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { MatchingEngine } from '../../src/engine/matching-engine.ts';
import type { EventHandlers } from '../../src/events/frame.ts';
import { stateHash } from '../../src/exchange/state-hash.ts';
import { instrument, prepare } from './commands.ts';
import { EventLog, type LoggedEvent } from './event-log.ts';
import { accepted, amended, canceled, remainderCanceled, rested, termsOf, traded } from './events.ts';
import { ReferenceEngine } from './reference-engine.ts';

const { Buy, Sell } = Side;
const IOC = TimeInForce.ImmediateOrCancel;
const LAST_PRICE = 2 ** 31 - 1;
const LAST_ORDER_ID = 2 ** 48 - 1;

/** An engine with two instruments and three parties, and short words for what a test does. */
class Market {
  readonly engine: MatchingEngine;
  readonly log = new EventLog();
  #lastId = 0;

  constructor(createEngine: (consumer: EventHandlers) => MatchingEngine) {
    this.engine = createEngine(this.log.handlers);
    prepare(this.engine, [instrument(1), instrument(4_000_000_000)]);
    this.log.take();
  }

  limit(
    side: Side,
    price: number,
    quantity: number,
    partyNumber = 1,
    more: Partial<OrderTerms> = {},
  ): number {
    const orderId = ++this.#lastId;
    const clientOrderId = `c${orderId}`;
    this.engine.place(orderId, termsOf({ side, price, quantity, partyNumber, clientOrderId, ...more }));
    return orderId;
  }

  ioc(side: Side, price: number, quantity: number): number {
    return this.limit(side, price, quantity, 1, { timeInForce: IOC });
  }

  market(side: Side, quantity: number, tif: TimeInForce = TimeInForce.GoodTillCanceled): number {
    return this.limit(side, 0, quantity, 1, { orderType: OrderType.Market, timeInForce: tif });
  }

  skipIdsTo(orderId: number): void {
    this.#lastId = orderId - 1;
  }

  take(): LoggedEvent[] {
    return this.log.take();
  }

  /** Quantity, price and maker of each trade since the last look. */
  trades(): [number, number, number][] {
    return this.take().flatMap(({ kind, record }) =>
      kind === 'orderTraded' ? [[record.quantity, record.price, record.makerOrderId]] : [],
    );
  }

  /** Price, leaves and id of each resting order, as `visitState` shows them. */
  book(instrumentId = 1): [number, number, number][] {
    const orders: [number, number, number][] = [];
    this.engine.visitState({
      counters: () => {},
      instrument: () => {},
      party: () => {},
      order: ({ orderId, instrumentId: ofInstrument, price, leaves }) => {
        if (ofInstrument === instrumentId) orders.push([price, leaves, orderId]);
      },
    });
    return orders;
  }
}

describe.each<[string, (consumer: EventHandlers) => MatchingEngine]>([
  ['Engine', (consumer) => new Engine(consumer, { initialOrders: 2 })],
  ['ReferenceEngine', (consumer) => new ReferenceEngine(consumer)],
])('%s', (_name, createEngine) => {
  test('an order that meets nothing is accepted and rests', () => {
    const market = new Market(createEngine);
    market.limit(Buy, 100, 10, 2);
    expect(market.take()).toEqual([
      accepted(1, { partyNumber: 2, side: Buy, price: 100, quantity: 10, clientOrderId: 'c1' }),
      rested(1, { side: Buy, price: 100, leavesQuantity: 10 }),
    ]);
    expect(market.engine.openOrders).toBe(1);
    expect(market.engine.openOrdersOf(2)).toBe(1);
    expect(market.engine.openOrdersOf(1)).toBe(0);
  });

  test('best price first, then first come first served, at the price of the maker', () => {
    const market = new Market(createEngine);
    market.limit(Sell, 102, 10);
    market.limit(Sell, 101, 10);
    market.limit(Sell, 101, 10);
    market.limit(Sell, 100, 10);
    market.take();
    market.limit(Buy, 102, 35);
    expect(market.trades()).toEqual([
      [10, 100, 4],
      [10, 101, 2],
      [10, 101, 3],
      [5, 102, 1],
    ]);
    expect(market.book()).toEqual([[102, 5, 1]]);
  });

  test('a sell takes the highest bids down to its limit and rests with what is left', () => {
    const market = new Market(createEngine);
    market.limit(Buy, 98, 10);
    market.limit(Buy, 100, 10, 2);
    market.limit(Buy, 99, 10);
    market.take();
    market.limit(Sell, 99, 25, 3);
    const seller = { aggressorSide: Sell, takerPartyNumber: 3 };
    expect(market.take()).toEqual([
      accepted(4, { partyNumber: 3, side: Sell, price: 99, quantity: 25, clientOrderId: 'c4' }),
      traded(1, 2, 4, { ...seller, makerPartyNumber: 2, price: 100, takerLeavesQuantity: 15 }),
      traded(2, 3, 4, { ...seller, price: 99, takerLeavesQuantity: 5 }),
      rested(4, { side: Sell, price: 99, leavesQuantity: 5 }),
    ]);
    expect(market.book()).toEqual([
      [98, 10, 1],
      [99, 5, 4],
    ]);
    expect(market.engine.cumOf(4)).toBe(20);
  });

  test('an order that trades all of itself ends with its last trade', () => {
    const market = new Market(createEngine);
    market.limit(Sell, 100, 10);
    market.take();
    market.limit(Buy, 100, 4);
    expect(market.take().map(({ kind }) => kind)).toEqual(['orderAccepted', 'orderTraded']);
    expect(market.engine.leavesOf(1)).toBe(6);
    expect(market.engine.cumOf(1)).toBe(4);
    expect(market.engine.lastTradeId).toBe(1);
  });

  test.each([
    ['IOC', (market: Market) => market.ioc(Buy, 101, 20), 101],
    ['market', (market: Market) => market.market(Buy, 20), 0],
    ['market IOC', (market: Market) => market.market(Buy, 20, IOC), 0],
  ])('what an %s order leaves open is canceled', (_kind, place, price) => {
    const market = new Market(createEngine);
    market.limit(Sell, 101, 5);
    market.take();
    const orderId = place(market);
    expect(market.take().slice(1)).toEqual([
      traded(1, 1, orderId, { price: 101, quantity: 5, takerLeavesQuantity: 15 }),
      remainderCanceled(orderId, { price, canceledQuantity: 15 }),
    ]);
    expect(market.engine.openOrders).toBe(0);
  });

  test('a market order takes any price, on both sides', () => {
    const market = new Market(createEngine);
    market.limit(Sell, LAST_PRICE, 5);
    market.limit(Buy, 1, 5);
    market.take();
    market.market(Buy, 5);
    market.market(Sell, 5);
    expect(market.trades()).toEqual([
      [5, LAST_PRICE, 1],
      [5, 1, 2],
    ]);
  });

  test('an IOC that meets nothing is canceled whole', () => {
    const market = new Market(createEngine);
    market.ioc(Sell, 100, 7);
    expect(market.take()[1]).toEqual(remainderCanceled(1, { side: Sell, price: 100, canceledQuantity: 7 }));
  });

  test('cancel takes an order out wherever it is in line', () => {
    const market = new Market(createEngine);
    for (let i = 0; i < 4; i++) market.limit(Buy, 100, 10 + i);
    market.take();
    expect([2, 1, 4].map((orderId) => market.engine.cancel(orderId))).toEqual([true, true, true]);
    expect(market.take()[0]).toEqual(canceled(2, { price: 100, canceledQuantity: 11 }));
    expect(market.book()).toEqual([[100, 12, 3]]);
    expect(market.engine.cancel(2)).toBe(false);
    expect(market.engine.cancel(99)).toBe(false);
    expect(market.engine.cancel(0)).toBe(false);
    expect(market.take()).toEqual([]);
  });

  test('the best price moves on when its last order is canceled', () => {
    const market = new Market(createEngine);
    market.limit(Sell, 100, 1);
    market.limit(Sell, 90_000, 1);
    market.engine.cancel(1);
    market.take();
    market.limit(Buy, 90_000, 1);
    expect(market.trades()).toEqual([[1, 90_000, 2]]);
  });

  describe('amend', () => {
    function threeBids(): Market {
      const market = new Market(createEngine);
      market.limit(Buy, 100, 10);
      market.limit(Buy, 100, 10, 2);
      market.limit(Buy, 100, 10);
      market.ioc(Sell, 100, 4);
      market.take();
      return market;
    }

    test('to less at the same price keeps its place', () => {
      const market = threeBids();
      expect(market.engine.amend(1, 100, 9)).toBe(true);
      expect(market.take()).toEqual([
        amended(1, { oldLeavesQuantity: 6, leavesQuantity: 5, priorityKept: true }),
      ]);
      expect(market.book()).toEqual([
        [100, 5, 1],
        [100, 10, 2],
        [100, 10, 3],
      ]);
    });

    test.each([
      ['more', 100, 11, 7],
      ['nothing new', 100, 10, 6],
      ['another price', 99, 8, 4],
    ])('to %s loses its place', (_what, price, quantity, leavesQuantity) => {
      const market = threeBids();
      expect(market.engine.amend(1, price, quantity)).toBe(true);
      expect(market.take()).toEqual([
        amended(1, { oldLeavesQuantity: 6, price, leavesQuantity, priorityKept: false }),
        rested(1, { price, leavesQuantity }),
      ]);
      expect(market.book().at(-1)).toEqual([price, leavesQuantity, 1]);
      expect(market.engine.cumOf(1)).toBe(4);
    });

    test.each([4, 3, 1])('to %i, of which 4 have traded, closes the order', (quantity) => {
      const market = threeBids();
      expect(market.engine.amend(1, 100, quantity)).toBe(true);
      expect(market.take()).toEqual([
        amended(1, { oldLeavesQuantity: 6, leavesQuantity: 0, priorityKept: false }),
      ]);
      expect(market.engine.amend(1, 100, 20)).toBe(false);
      expect(market.engine.openOrders).toBe(2);
    });

    test('across the book trades like a new order and rests with what is left', () => {
      const market = threeBids();
      market.limit(Sell, 105, 3, 3);
      market.take();
      market.engine.amend(2, 106, 12);
      const parties = { makerPartyNumber: 3, takerPartyNumber: 2 };
      expect(market.take()).toEqual([
        amended(2, { partyNumber: 2, price: 106, leavesQuantity: 12 }),
        traded(2, 5, 2, { ...parties, price: 105, quantity: 3, takerLeavesQuantity: 9 }),
        rested(2, { price: 106, leavesQuantity: 9 }),
      ]);
      expect(market.engine.cumOf(2)).toBe(3);
      expect(market.engine.openOrdersOf(3)).toBe(0);
    });

    test('across the book may trade all of the order', () => {
      const market = threeBids();
      market.limit(Sell, 105, 50);
      market.take();
      market.engine.amend(2, 105, 10);
      expect(market.take().map(({ kind }) => kind)).toEqual(['orderAmended', 'orderTraded']);
      expect(market.engine.ownerOf(2)).toBe(0);
      expect(market.engine.leavesOf(5)).toBe(40);
    });
  });

  test('replace always loses its place and counts what is open, not what has traded', () => {
    const market = new Market(createEngine);
    market.limit(Sell, 100, 10);
    market.limit(Sell, 100, 10);
    market.ioc(Buy, 100, 4);
    market.take();
    expect(market.engine.replace(1, 100, 5)).toBe(true);
    expect(market.take()).toEqual([
      amended(1, { side: Sell, oldLeavesQuantity: 6, leavesQuantity: 5, priorityKept: false }),
      rested(1, { side: Sell, leavesQuantity: 5 }),
    ]);
    expect(market.book().map(([, , orderId]) => orderId)).toEqual([2, 1]);
    expect(market.engine.cumOf(1)).toBe(4);
    expect(market.engine.replace(77, 100, 5)).toBe(false);
  });

  test('a resting order can be looked up, and one that is not answers 0', () => {
    const market = new Market(createEngine);
    const { engine } = market;
    market.limit(Sell, 100, 10, 3, { instrumentId: 4_000_000_000 });
    const lookUp = (orderId: number) => [
      engine.ownerOf(orderId),
      engine.instrumentOf(orderId),
      engine.sideOf(orderId),
      engine.priceOf(orderId),
      engine.leavesOf(orderId),
      engine.cumOf(orderId),
    ];
    expect(lookUp(1)).toEqual([3, 4_000_000_000, Sell, 100, 10, 0]);
    for (const orderId of [0, 2, -1, 1.5, 2 ** 32 + 1, Number.NaN])
      expect(lookUp(orderId)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('instruments do not trade with each other', () => {
    const market = new Market(createEngine);
    market.limit(Sell, 100, 10);
    market.limit(Buy, 100, 10, 1, { instrumentId: 4_000_000_000 });
    expect(market.trades()).toEqual([]);
    market.limit(Sell, 100, 10, 1, { instrumentId: 4_000_000_000 });
    expect(market.trades()).toEqual([[10, 100, 2]]);
  });

  test('order ids may have gaps, up to the largest', () => {
    const market = new Market(createEngine);
    for (const orderId of [1, 2, 3, 1027, 2 ** 32 + 1, 2 ** 40 + 1, LAST_ORDER_ID]) {
      market.skipIdsTo(orderId);
      market.limit(Sell, 100, 1);
    }
    market.take();
    expect(market.engine.lastOrderId).toBe(LAST_ORDER_ID);
    expect(market.engine.cancel(2 ** 32 + 1)).toBe(true);
    expect(market.engine.cancel(1)).toBe(true);
    market.take();
    market.engine.amend(3, 99, 1);
    expect(market.book().map(([, , orderId]) => orderId)).toEqual([3, 2, 1027, 2 ** 40 + 1, LAST_ORDER_ID]);
  });

  test('a sweep over far prices meets every level in order', () => {
    const market = new Market(createEngine);
    const prices = [5, 300, 70_000, 70_001, 2 ** 24, 2 ** 30, LAST_PRICE - 1, LAST_PRICE];
    for (const price of prices.toReversed()) market.limit(Sell, price, 1);
    market.take();
    market.limit(Buy, LAST_PRICE, prices.length);
    expect(market.trades().map(([, price]) => price)).toEqual(prices);
    for (const price of prices) market.limit(Buy, price, 1);
    market.take();
    market.limit(Sell, 1, prices.length);
    expect(market.trades().map(([, price]) => price)).toEqual(prices.toReversed());
    expect(market.engine.openOrders).toBe(0);
  });

  test('a market that walks far away and back loses no order', () => {
    const market = new Market(createEngine);
    const far = 400_000;
    for (let price = 1000; price < far; price += 97) market.limit(Buy, price, 1);
    for (let price = far - 97; price > 1000; price -= 485)
      market.engine.replace(1 + Math.floor((price - 1000) / 97), price, 2);
    expect(market.engine.openOrders).toBe(market.book().length);
    const prices = market.book().map(([price]) => price);
    expect(prices).toEqual(prices.toSorted((a, b) => b - a));
    market.take();
    market.market(Sell, 1_000_000);
    expect(market.trades().map(([, price]) => price)).toEqual(prices);
  });

  test('a restored state is the same state', () => {
    const market = new Market(createEngine);
    market.limit(Buy, 100, 10, 2);
    market.limit(Buy, 100, 10, 1);
    market.limit(Sell, 100, 3, 1);
    const restored = createEngine({});
    prepare(restored, [instrument(1), instrument(4_000_000_000)]);
    restored.restoreCounters(3, 1);
    restored.restoreOrder({
      orderId: 1,
      instrumentId: 1,
      partyNumber: 2,
      side: Buy,
      price: 100,
      leaves: 7,
      cum: 3,
      isPostOnly: false,
    });
    restored.restoreOrder({
      orderId: 2,
      instrumentId: 1,
      partyNumber: 1,
      side: Buy,
      price: 100,
      leaves: 10,
      cum: 0,
      isPostOnly: false,
    });
    expect(stateHash(restored)).toBe(stateHash(market.engine));
    restored.cancel(1);
    expect(stateHash(restored)).not.toBe(stateHash(market.engine));
  });
});

describe('a broken precondition throws and changes nothing', () => {
  const place = (engine: MatchingEngine, terms: Partial<OrderTerms>, orderId = 5) =>
    engine.place(orderId, termsOf(terms));

  test.each<[string, (engine: MatchingEngine) => void]>([
    ['an order id again', (engine) => place(engine, {}, 4)],
    ['an order id out of range', (engine) => place(engine, {}, 2 ** 48)],
    ['an order id with a fraction', (engine) => place(engine, {}, 5.5)],
    ['an unknown instrument', (engine) => place(engine, { instrumentId: 9 })],
    ['an unknown party', (engine) => place(engine, { partyNumber: 4 })],
    ['party 0', (engine) => place(engine, { partyNumber: 0 })],
    ['price 0', (engine) => place(engine, { price: 0 })],
    ['a price too high', (engine) => place(engine, { price: 2 ** 31 })],
    ['a price off the tick', (engine) => place(engine, { instrumentId: 3, price: 101 })],
    ['a price with a fraction', (engine) => place(engine, { price: 100.5 })],
    ['quantity 0', (engine) => place(engine, { quantity: 0 })],
    ['a quantity too large', (engine) => place(engine, { quantity: 2 ** 53 })],
    ['not a number', (engine) => place(engine, { quantity: Number.NaN })],
    ['an amend to nothing', (engine) => engine.amend(4, 100, 0)],
    ['an amend to a price of 0', (engine) => engine.amend(4, 0, 10)],
    ['a replace off the tick', (engine) => engine.replace(4, 100.5, 10)],
    ['a replace by too much', (engine) => engine.replace(4, 100, 2 ** 53 - 1)],
    ['a second instrument of the same id', (engine) => engine.createInstrument(instrument(1))],
    [
      'a party out of turn',
      (engine) => engine.createParty({ partyNumber: 5, partyId: '', partyName: '', isAdmin: false }),
    ],
    [
      'a restored order that rests already',
      (engine) =>
        engine.restoreOrder({
          orderId: 4,
          instrumentId: 1,
          partyNumber: 1,
          side: Buy,
          price: 100,
          leaves: 1,
          cum: 0,
          isPostOnly: false,
        }),
    ],
    [
      'a restored order that has traded less than nothing',
      (engine) =>
        engine.restoreOrder({
          orderId: 2,
          instrumentId: 1,
          partyNumber: 1,
          side: Buy,
          price: 99,
          leaves: 5,
          cum: -1,
          isPostOnly: false,
        }),
    ],
    [
      'a restored order that crosses',
      (engine) =>
        engine.restoreOrder({
          orderId: 2,
          instrumentId: 1,
          partyNumber: 1,
          side: Sell,
          price: 100,
          leaves: 1,
          cum: 0,
          isPostOnly: false,
        }),
    ],
  ])('%s', (_what, command) => {
    const log = new EventLog();
    const engine = new Engine(log.handlers);
    prepare(engine, [instrument(1), instrument(3, 5)]);
    engine.place(3, termsOf({ side: Sell, quantity: 1 }));
    engine.place(4, termsOf({ side: Buy, quantity: 10 }));
    const before = stateHash(engine);
    log.take();
    expect(() => command(engine)).toThrow(RangeError);
    expect(stateHash(engine)).toBe(before);
    expect(log.take()).toEqual([]);
  });
});
