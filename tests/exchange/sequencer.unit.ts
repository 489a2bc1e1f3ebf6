import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { PlaceOrder } from '../../src/domain/command.ts';
import { CancelReason, OrderStatus, OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { OrderTerms } from '../../src/domain/order-terms.ts';
import { amend, cancel, cancelAll, INSTRUMENT, limit, testExchange } from './test-exchange.ts';

/** The order with other terms. */
function changed({ terms }: PlaceOrder, change: Partial<OrderTerms>): PlaceOrder {
  return { kind: 'place', terms: { ...terms, ...change } };
}

describe('replies', () => {
  it('tell what a resting order is', async () => {
    const { exchange } = await testExchange();
    const reply = await exchange.submit(limit('buy', 100, 20, { clientOrderId: 'a' }));
    expect(reply).toMatchObject({
      kind: 'placed',
      orderId: 1,
      clientOrderId: 'a',
      orderStatus: OrderStatus.New,
      leavesQuantity: 20,
      cumQuantity: 0,
      canceledQuantity: 0,
      fills: [],
      sequence: 5,
    });
  });

  it('tell every fill of a taker, at the makers’ prices', async () => {
    const { exchange } = await testExchange();
    await exchange.submitAll([limit('sell', 100, 10), limit('sell', 105, 20)]);
    const reply = await exchange.submit(limit('buy', 110, 50));
    expect(reply).toMatchObject({
      orderStatus: OrderStatus.PartiallyFilled,
      leavesQuantity: 20,
      cumQuantity: 30,
      fills: [
        { tradeId: 1, price: 100, quantity: 10, makerOrderId: 1 },
        { tradeId: 2, price: 105, quantity: 20, makerOrderId: 2 },
      ],
    });
  });

  it('do not depend on the party: orders of one party trade with each other', async () => {
    const { exchange } = await testExchange();
    await exchange.submit(limit('sell', 100, 10));
    const own = limit('buy', 100, 10, { partyNumber: limit('sell', 100, 10).terms.partyNumber });
    expect(await exchange.submit(own)).toMatchObject({ orderStatus: OrderStatus.Filled, cumQuantity: 10 });
  });

  it('cancel what a market order cannot fill', async () => {
    const { exchange } = await testExchange();
    await exchange.submit(limit('sell', 100, 10));
    const market = { orderType: OrderType.Market, timeInForce: TimeInForce.ImmediateOrCancel, price: 0 };
    const reply = await exchange.submit(limit('buy', 0, 30, market));
    expect(reply).toMatchObject({ orderStatus: OrderStatus.Canceled, cumQuantity: 10, canceledQuantity: 20 });
  });

  it('tell of amends and cancels what has traded before too', async () => {
    const { exchange } = await testExchange();
    await exchange.submitAll([limit('buy', 100, 50, { clientOrderId: 'mine' }), limit('sell', 100, 10)]);
    expect(await exchange.submit(amend(1, 1, { quantity: 30 }))).toMatchObject({
      kind: 'amended',
      clientOrderId: 'mine',
      quantity: 30,
      leavesQuantity: 20,
      cumQuantity: 10,
      priorityKept: true,
      orderStatus: OrderStatus.PartiallyFilled,
    });
    expect(await exchange.submit(cancel(1, 1))).toMatchObject({
      kind: 'canceled',
      clientOrderId: 'mine',
      cumQuantity: 10,
      canceledQuantity: 20,
    });
  });

  it('tell how many orders a cancel of all has closed, and its last event', async () => {
    const count = 1_500;
    const limits = { maxOpenOrdersPerParty: count, maxCommandsInFlight: 10_000, partySharePercent: 100 };
    const { exchange, journal, feeds } = await testExchange(10_000, { limits });
    await exchange.submitAll([
      ...Array.from({ length: count }, () => limit('buy', 90, 10)),
      limit('sell', 100, 20, { partyNumber: 2 }),
    ]);
    const before = journal.lastSequence;
    const [canceled, again, traded] = await exchange.submitAll([
      cancelAll(1),
      cancelAll(1),
      limit('buy', 100, 20),
    ]);
    // One event an order, in one frame.
    const sequence = before + count;
    expect(canceled).toMatchObject({ kind: 'allCanceled', canceledOrderCount: count, sequence });
    expect(again).toMatchObject({ canceledOrderCount: 0, sequence });
    // The answer behind it is about its own order.
    expect(traded).toMatchObject({ orderId: count + 2, cumQuantity: 20, canceledQuantity: 0, fillCount: 1 });
    expect([...feeds.orders.open()]).toEqual([]);
    const closed = [...feeds.orders.closed()].filter(({ progress }) => progress.canceledQuantity === 10);
    expect(closed).toHaveLength(count);
    expect(new Set(closed.map(({ progress }) => progress.transactTimeNs)).size).toBe(1);
  });

  it('cancel all of a party: orders of another, of another side or instrument stay', async () => {
    const { exchange, feeds } = await testExchange();
    const second = { ...INSTRUMENT, instrumentId: 2, symbol: 'RDL2' };
    await exchange.submit({ kind: 'createInstrument', partyNumber: 0, instrument: second });
    const own = { partyNumber: 1 };
    await exchange.submitAll([
      limit('buy', 90, 10, own),
      limit('sell', 100, 10, own),
      limit('sell', 100, 10, { ...own, instrumentId: 2 }),
      limit('buy', 85, 10, { partyNumber: 2 }),
    ]);
    const open = () => [...feeds.orders.open()].map(({ orderId }) => orderId).toSorted();
    const only = { instrumentId: 1, side: Side.Sell };
    expect(await exchange.submit(cancelAll(1, only))).toMatchObject({ canceledOrderCount: 1 });
    expect(open()).toEqual([1, 3, 4]);
    expect(await exchange.submit(cancelAll(1, { instrumentId: 2 }))).toMatchObject({ canceledOrderCount: 1 });
    expect(open()).toEqual([1, 4]);
    expect(await exchange.submit(cancelAll(1))).toMatchObject({ canceledOrderCount: 1 });
    expect(open()).toEqual([4]);
  });

  it('close as filled an order amended to what has traded', async () => {
    const { exchange, feeds } = await testExchange();
    await exchange.submitAll([limit('buy', 100, 50), limit('sell', 100, 20)]);
    expect(await exchange.submit(amend(1, 1, { quantity: 10 }))).toMatchObject({
      orderStatus: OrderStatus.Filled,
      quantity: 20,
      leavesQuantity: 0,
      cumQuantity: 20,
    });
    expect(feeds.orders.get(1)).toMatchObject({
      terms: { quantity: 20 },
      progress: { leavesQuantity: 0, canceledQuantity: 0 },
    });
  });
});

describe('an order sent again', () => {
  const sell = (quantity: number) => limit('sell', 100, quantity);
  const buy = limit('buy', 100, 30, { clientOrderId: 'x' });
  const ioc = changed(buy, { timeInForce: TimeInForce.ImmediateOrCancel });
  const market = changed(ioc, { orderType: OrderType.Market, price: 0 });
  const stands = (
    orderStatus: OrderStatus,
    leavesQuantity: number,
    cumQuantity: number,
    canceledQuantity: number,
    cancelReason?: CancelReason,
  ) => ({
    ...{ orderStatus, leavesQuantity, cumQuantity, canceledQuantity, cancelReason },
  });

  it.each([
    ['that rests', buy, [], stands(OrderStatus.New, 30, 0, 0)],
    ['that has traded', buy, [sell(10)], stands(OrderStatus.PartiallyFilled, 20, 10, 0)],
    ['that has filled', buy, [sell(10), sell(20)], stands(OrderStatus.Filled, 0, 30, 0)],
    [
      'that was canceled',
      buy,
      [sell(10), cancel(1, 1)],
      stands(OrderStatus.Canceled, 0, 10, 20, CancelReason.Requested),
    ],
    [
      'that was amended',
      buy,
      [amend(1, 1, { quantity: 50 }), sell(20)],
      stands(OrderStatus.PartiallyFilled, 30, 20, 0),
    ],
    [
      'whose price was amended',
      buy,
      [amend(1, 1, { price: 95, quantity: 40 }), amend(1, 1, { price: 105 })],
      stands(OrderStatus.New, 40, 0, 0),
    ],
    [
      'that an amend closed',
      buy,
      [sell(20), amend(1, 1, { quantity: 10 })],
      stands(OrderStatus.Filled, 0, 20, 0),
    ],
    ['that traded at once', buy, [], stands(OrderStatus.PartiallyFilled, 10, 20, 0), [sell(20)]],
    ['that filled at once', buy, [], stands(OrderStatus.Filled, 0, 30, 0), [sell(50)]],
    [
      'that is IOC',
      ioc,
      [],
      stands(OrderStatus.Canceled, 0, 20, 10, CancelReason.ImmediateOrCancel),
      [sell(20)],
    ],
    ['that is MARKET', market, [], stands(OrderStatus.Canceled, 0, 0, 30, CancelReason.ImmediateOrCancel)],
  ])('%s: told as it stands, and not executed', async (_what, order, after, expected, before = []) => {
    const { exchange, journal } = await testExchange();
    await exchange.submitAll(before);
    const first = await exchange.submit(order);
    if (first.kind !== 'placed') throw new Error(first.kind);
    for (const command of after) {
      const reference = 'order' in command ? { order: { orderId: first.orderId } } : {};
      expect(await exchange.submit({ ...command, ...reference })).not.toHaveProperty('reason');
    }
    const last = journal.lastSequence;
    for (let times = 0; times < 2; times += 1) {
      expect(await exchange.submit(order)).toEqual({
        ...{
          kind: 'placed',
          isRepeat: true,
          orderId: first.orderId,
          clientOrderId: 'x',
          fills: [],
          fillCount: 0,
        },
        ...{ transactTimeNs: first.transactTimeNs, sequence: last },
        ...expected,
      });
    }
    expect(journal.lastSequence).toBe(last);
  });

  it.each([
    ['instrument', { instrumentId: 2 }, 'UNKNOWN_INSTRUMENT'],
    ['side', { side: Side.Sell }, 'DUPLICATE_CLIENT_ORDER_ID'],
    ['time in force', { timeInForce: TimeInForce.ImmediateOrCancel }, 'DUPLICATE_CLIENT_ORDER_ID'],
    [
      'type',
      { orderType: OrderType.Market, timeInForce: TimeInForce.ImmediateOrCancel, price: 0 },
      'DUPLICATE_CLIENT_ORDER_ID',
    ],
    ['price', { price: 95 }, 'DUPLICATE_CLIENT_ORDER_ID'],
    ['quantity', { quantity: 40 }, 'DUPLICATE_CLIENT_ORDER_ID'],
  ])('with another %s is another order', async (_what, change, reason) => {
    const { exchange } = await testExchange();
    await exchange.submit(buy);
    expect(await exchange.submit(changed(buy, change))).toMatchObject({ kind: 'refused', reason });
  });

  it('also when the party may have no more open orders', async () => {
    const { exchange } = await testExchange();
    await exchange.submitAll([buy, ...Array.from({ length: 99 }, () => limit('buy', 90, 10))]);
    expect(await exchange.submit(changed(buy, { clientOrderId: 'y' }))).toMatchObject({
      reason: 'TOO_MANY_OPEN_ORDERS',
    });
    expect(await exchange.submit(buy)).toMatchObject({ isRepeat: true });
  });

  it('twice in one group trades once', async () => {
    const { exchange } = await testExchange();
    await exchange.submit(sell(100));
    const [first, second] = await exchange.submitAll([ioc, ioc]);
    expect(first).toMatchObject({ isRepeat: false, fillCount: 1, cumQuantity: 30 });
    expect(second).toMatchObject({ isRepeat: true, fillCount: 0, cumQuantity: 30 });
  });
});

describe('an answer lists a bounded number of fills', () => {
  const makers = Array.from({ length: 1_500 }, () => limit('sell', 100, 10));

  it('of one order, and says how many there were', async () => {
    const { exchange } = await manyOrders();
    await exchange.submitAll(makers);
    const placed = await exchange.submit(limit('buy', 100, 11_000));
    expect(placed).toMatchObject({ fillCount: 1_100, cumQuantity: 11_000 });
    expect(placed).toHaveProperty('fills.length', 1_000);
    await exchange.submit(limit('buy', 95, 10_000, { clientOrderId: 'x' }));
    const [, , , , amended] = await exchange.submitAll([
      ...Array.from({ length: 3 }, () => limit('sell', 110, 10)),
      cancel(1, 0),
      { ...amend(1, 0, { price: 100 }), order: { clientOrderId: 'x' } },
    ]);
    expect(amended).toMatchObject({ kind: 'amended', fillCount: 400, cumQuantity: 4_000 });
    expect(amended).toHaveProperty('fills.length', 400);
  });

  it('of all orders that are answered together', async () => {
    const { exchange } = await manyOrders();
    for (let i = 0; i < 10; i += 1) await exchange.submitAll(makers);
    const takers = Array.from({ length: 15 }, () => limit('buy', 100, 10_000));
    const together = await exchange.submitAll(takers.slice(0, 12));
    expect(together.map((reply) => 'fills' in reply && reply.fills.length)).toEqual([
      ...Array.from({ length: 10 }, () => 1_000),
      ...[0, 0],
    ]);
    expect(together.at(-1)).toMatchObject({ fillCount: 1_000, cumQuantity: 10_000 });
    expect(await exchange.submit(limit('buy', 100, 1_000))).toHaveProperty('fills.length', 100);
  });

  const manyOrders = () =>
    testExchange(100_000, {
      limits: {
        maxOpenOrdersPerParty: 100_000,
        maxCommandsInFlight: 100_000,
        partySharePercent: 100,
      },
    });
});

describe('an instrument without a number', () => {
  it.each([
    ['the first', [], 2],
    ['after the highest', [7, 5], 8],
    ['the lowest that is free when the last one is taken', [4_294_967_295, 3], 2],
    ['the lowest that is free, over and over', [4_294_967_295, 2, 3, 5], 4],
  ])('gets one: %s', async (_what, taken, expected) => {
    const { exchange } = await testExchange();
    const create = (instrumentId: number) =>
      exchange.submit({
        kind: 'createInstrument',
        partyNumber: 0,
        instrument: { ...INSTRUMENT, instrumentId, symbol: `I${instrumentId}` },
      });
    for (const instrumentId of taken)
      expect(await create(instrumentId)).toMatchObject({ kind: 'instrumentCreated' });
    expect(await create(0)).toMatchObject({
      kind: 'instrumentCreated',
      instrument: { instrumentId: expected },
    });
  });
});

describe('refusals', () => {
  const cases = [
    [
      'an unknown instrument',
      limit('buy', 100, 10, { instrumentId: 2 }),
      'UNKNOWN_INSTRUMENT',
      'instrument_id',
    ],
    ['price 0', limit('buy', 0, 10), 'FIELD_OUT_OF_RANGE', 'price'],
    ['a price above the highest', limit('buy', 1_000_005, 10), 'FIELD_OUT_OF_RANGE', 'price'],
    ['a price between ticks', limit('buy', 101, 10), 'PRICE_OFF_TICK', 'price'],
    ['quantity 0', limit('buy', 100, 0), 'FIELD_OUT_OF_RANGE', 'quantity'],
    ['a quantity above the largest', limit('buy', 100, 1_000_010), 'FIELD_OUT_OF_RANGE', 'quantity'],
    ['a quantity between lots', limit('buy', 100, 15), 'QUANTITY_OFF_LOT', 'quantity'],
    [
      'a market order that would rest',
      limit('buy', 0, 10, { orderType: OrderType.Market }),
      'FIELD_INVALID',
      'time_in_force',
    ],
    ['a cancel of no order', cancel(1, 99), 'UNKNOWN_ORDER', 'order.order_id'],
    ['a cancel of somebody else’s order', cancel(2, 1), 'UNKNOWN_ORDER', 'order.order_id'],
    [
      'a cancel of all of no instrument',
      cancelAll(1, { instrumentId: 9 }),
      'UNKNOWN_INSTRUMENT',
      'instrument_id',
    ],
    ['an amend of somebody else’s order', amend(2, 1, { quantity: 10 }), 'UNKNOWN_ORDER', 'order.order_id'],
    ['an amend of nothing', amend(1, 1, {}), 'FIELD_REQUIRED', 'quantity'],
    ['an amend to price off tick', amend(1, 1, { price: 8 }), 'PRICE_OFF_TICK', 'price'],
    [
      'a name used before',
      limit('buy', 95, 20, { clientOrderId: 'taken' }),
      'DUPLICATE_CLIENT_ORDER_ID',
      'client_order_id',
    ],
  ] as const;

  it.each(cases)('name the field and change nothing: %s', async (_what, command, reason, field) => {
    const { exchange, journal } = await testExchange();
    await exchange.submit(limit('buy', 90, 20, { clientOrderId: 'taken' }));
    const before = journal.lastSequence;
    expect(await exchange.submit(command)).toMatchObject({ kind: 'refused', reason, field });
    expect(journal.lastSequence).toBe(before);
  });

  it('let a name be used again by another party', async () => {
    const { exchange } = await testExchange();
    await exchange.submit(limit('buy', 90, 10, { clientOrderId: 'x' }));
    expect(await exchange.submit(limit('sell', 95, 10, { clientOrderId: 'x' }))).toMatchObject({
      kind: 'placed',
    });
  });

  it('bound the open orders of a party, not those that cannot rest', async () => {
    const { exchange } = await testExchange();
    const orders = Array.from({ length: 100 }, () => limit('buy', 90, 10));
    await exchange.submitAll(orders);
    expect(await exchange.submit(limit('buy', 90, 10))).toMatchObject({ reason: 'TOO_MANY_OPEN_ORDERS' });
    const ioc = limit('buy', 90, 10, { timeInForce: TimeInForce.ImmediateOrCancel });
    expect(await exchange.submit(ioc)).toMatchObject({ kind: 'placed' });
  });
});

describe('durability', () => {
  it('answers nothing before its commit, and shows nothing', async () => {
    const { exchange, journal, feeds } = await testExchange();
    journal.held = true;
    let answered = false;
    const reply = exchange.submit(limit('buy', 90, 10)).then(() => {
      answered = true;
    });
    await sleep(20);
    expect(answered).toBe(false);
    expect(feeds.orders.get(1)).toBeUndefined();
    journal.held = false;
    journal.release();
    await reply;
    expect(feeds.orders.get(1)).toBeDefined();
  });

  const named = limit('buy', 90, 10, { clientOrderId: 'x' });
  it.each([
    [
      'a refusal',
      changed(named, { quantity: 20 }),
      { reason: 'DUPLICATE_CLIENT_ORDER_ID', metadata: { order_id: '1' } },
    ],
    ['a repeat', named, { kind: 'placed', isRepeat: true, orderId: 1 }],
  ])('holds back %s that rests on what is not durable yet', async (_what, command, expected) => {
    const { exchange, journal } = await testExchange();
    journal.held = true;
    const first = exchange.submit(named);
    await sleep(20);
    let answered = false;
    const second = exchange.submit(command).then((reply) => {
      answered = true;
      return reply;
    });
    await sleep(20);
    expect(answered).toBe(false);
    journal.held = false;
    journal.release();
    expect(await first).toMatchObject({ kind: 'placed', isRepeat: false });
    expect(await second).toMatchObject(expected);
  });

  it('answers no repeat of what could not be committed', async () => {
    const { exchange, journal } = await testExchange();
    journal.held = true;
    const replies = [exchange.submit(named)];
    await sleep(20);
    replies.push(exchange.submit(named));
    journal.broken = true;
    journal.held = false;
    journal.release();
    for (const reply of await Promise.all(replies))
      expect(reply).toMatchObject({ reason: 'JOURNAL_UNAVAILABLE' });
    await exchange.stop();
  });

  it('commits what came meanwhile as one group', async () => {
    const { exchange, journal } = await testExchange();
    journal.held = true;
    const replies = [exchange.submit(limit('buy', 90, 10))];
    await sleep(10);
    for (let i = 0; i < 50; i += 1) replies.push(exchange.submit(limit('buy', 90, 10)));
    journal.held = false;
    journal.release();
    await Promise.all(replies);
    expect(journal.batches).toHaveLength(3);
  });

  it('takes no more commands than may wait', async () => {
    const { exchange, journal } = await testExchange(3);
    journal.held = true;
    const three = exchange.submitAll([limit('buy', 90, 10), limit('buy', 90, 10), limit('buy', 90, 10)]);
    expect(await exchange.submit(limit('buy', 90, 10))).toMatchObject({ reason: 'TOO_MANY_REQUESTS' });
    await sleep(10);
    journal.held = false;
    journal.release();
    await three;
    expect(await exchange.submit(limit('buy', 90, 10))).toMatchObject({ kind: 'placed' });
  });

  it('has places for a party that others cannot take, and places for cancels that orders cannot take', async () => {
    const { exchange, journal } = await testExchange(100, {}, 80);
    const order = await exchange.submit(limit('buy', 50, 10));
    journal.held = true;
    const buys = exchange.submitAll(Array.from({ length: 80 }, () => limit('buy', 90, 10)));
    expect(await exchange.submit(limit('buy', 90, 10))).toMatchObject({ reason: 'TOO_MANY_REQUESTS' });
    // The other party has its 64, although only 20 places are left.
    const sells = exchange.submitAll(Array.from({ length: 64 }, () => limit('sell', 100, 10)));
    const refused = exchange.submit(limit('sell', 100, 10));
    expect(await refused).toMatchObject({ reason: 'TOO_MANY_REQUESTS' });
    const canceled = exchange.submit(cancel(1, 'orderId' in order ? order.orderId : 0));
    const allCanceled = exchange.submit(cancelAll(1));
    await sleep(10);
    journal.held = false;
    journal.release();
    expect((await buys).concat(await sells).every(({ kind }) => kind === 'placed')).toBe(true);
    expect(await canceled).toMatchObject({ kind: 'canceled' });
    // The orders in flight came before it.
    expect(await allCanceled).toMatchObject({ kind: 'allCanceled', canceledOrderCount: 80 });
    expect(exchange.commandsInFlight).toBe(0);
  });

  it('lets a stream wait for its places, in the order of its frames, and holds up no other party', async () => {
    const { exchange, journal } = await testExchange(3);
    journal.held = true;
    const three = exchange.submitAll(Array.from({ length: 3 }, () => limit('buy', 90, 10)));
    const gone = new AbortController();
    const waiting = exchange.submitInTurn([limit('buy', 85, 10), limit('buy', 80, 10)]);
    const leaving = exchange.submitInTurn([limit('buy', 75, 10)], gone.signal);
    const other = exchange.submitInTurn([limit('sell', 100, 10)]);
    // One place was left, which the later call of another stream has taken.
    expect(exchange.commandsInFlight).toBe(4);
    gone.abort();
    await sleep(10);
    journal.held = false;
    journal.release();
    await three;
    expect(await waiting).toMatchObject([{ kind: 'placed' }, { kind: 'placed' }]);
    expect(await leaving).toMatchObject([{ kind: 'refused' }]);
    expect(await other).toMatchObject([{ kind: 'placed' }]);
    expect(exchange.commandsInFlight).toBe(0);
  });

  it('executes the frames of one stream in their order, though a later one would find places', async () => {
    const { exchange, journal } = await testExchange(3);
    journal.held = true;
    const two = exchange.submitAll(Array.from({ length: 2 }, () => limit('buy', 90, 10)));
    const { signal } = new AbortController();
    const wide = exchange.submitInTurn([limit('buy', 85, 10), limit('buy', 80, 10)], signal);
    const narrow = exchange.submitInTurn([limit('buy', 75, 10)], signal);
    expect(exchange.commandsInFlight).toBe(2);
    await sleep(10);
    journal.held = false;
    journal.release();
    await two;
    expect(await wide).toMatchObject([{ orderId: 3 }, { orderId: 4 }]);
    expect(await narrow).toMatchObject([{ orderId: 5 }]);
  });

  it('executes what has waited for places a few frames a turn, so that others are read in between', async () => {
    const limits = { maxOpenOrdersPerParty: 2_000, maxCommandsInFlight: 1_000, partySharePercent: 100 };
    const { exchange, journal } = await testExchange(1_000, { limits });
    journal.held = true;
    const orders = (count: number) => Array.from({ length: count }, () => limit('buy', 90, 10));
    const full = exchange.submitAll(orders(1_000));
    const frames = Array.from({ length: 5 }, () => exchange.submitInTurn(orders(150)));
    await sleep(10);
    journal.release();
    await full;
    expect(exchange.commandsInFlight).toBe(300);
    await nextTurn();
    expect(exchange.commandsInFlight).toBe(600);
    await nextTurn();
    expect(exchange.commandsInFlight).toBe(750);
    journal.held = false;
    journal.release();
    await Promise.all(frames);
    expect(exchange.commandsInFlight).toBe(0);
  });

  it('executes a frame that is larger than the bound once its party has nothing else in flight', async () => {
    const { exchange, journal } = await testExchange(3);
    journal.held = true;
    const one = exchange.submit(limit('buy', 90, 10));
    const frame = exchange.submitInTurn(Array.from({ length: 5 }, () => limit('buy', 90, 10)));
    await sleep(10);
    journal.held = false;
    journal.release();
    await one;
    expect(await frame).toHaveLength(5);
  });

  it.each(['a full disk', 'a stop'])('refuses what waits for places at %s', async (what) => {
    const { exchange, journal } = await testExchange(1);
    journal.held = true;
    const one = exchange.submit(limit('buy', 90, 10));
    const waiting = exchange.submitInTurn([limit('buy', 90, 10)]);
    await sleep(10);
    journal.broken = what === 'a full disk';
    const stopped = what === 'a stop' ? exchange.stop() : undefined;
    journal.held = false;
    journal.release();
    await one;
    expect(await waiting).toMatchObject([
      { reason: what === 'a stop' ? 'SHUTTING_DOWN' : 'JOURNAL_UNAVAILABLE' },
    ]);
    await (stopped ?? exchange.stop());
  });

  it('stops for everyone who asks', async () => {
    const { exchange, journal } = await testExchange();
    journal.held = true;
    const one = exchange.submit(limit('buy', 90, 10));
    await sleep(10);
    const stops = [exchange.stop(), exchange.stop()];
    journal.held = false;
    journal.release();
    await Promise.all(stops);
    expect(await one).toMatchObject({ kind: 'placed' });
  });

  it('forgets what could not be committed, refuses while it lasts, and goes on', async () => {
    const { exchange, journal, feeds } = await testExchange();
    await exchange.submit(limit('buy', 90, 10));
    journal.broken = true;
    expect(await exchange.submit(limit('buy', 95, 10))).toMatchObject({ reason: 'JOURNAL_UNAVAILABLE' });
    expect(exchange.status).toMatchObject({ accepting: false, reason: expect.stringContaining('full') });
    expect(await exchange.submit(cancel(1, 1))).toMatchObject({ reason: 'JOURNAL_UNAVAILABLE' });
    expect(feeds.orders.openCount).toBe(1);
    journal.broken = false;
    await vi.waitUntil(() => exchange.status.accepting, { timeout: 5_000 });
    // Order 2 never was: its number is given out again, and nothing rests at its price.
    expect(await exchange.submit(limit('sell', 95, 10))).toMatchObject({
      orderId: 2,
      cumQuantity: 0,
      leavesQuantity: 10,
    });
    expect(await exchange.submit(cancel(1, 1))).toMatchObject({ kind: 'canceled' });
  });

  it('tells whoever observes it of every commit, and of those that fail', async () => {
    const told: [what: string, events: number, durationMs: number][] = [];
    const { exchange, journal } = await testExchange(1_000, {
      observer: {
        committed: (events, durationMs) => told.push(['committed', events, durationMs]),
        failed: () => told.push(['failed', 0, 0]),
      },
    });
    journal.held = true;
    const reply = exchange.submit(limit('buy', 90, 10));
    await sleep(20);
    expect(exchange.commandsInFlight).toBe(1);
    journal.held = false;
    journal.release();
    await reply;
    expect(exchange.commandsInFlight).toBe(0);
    journal.broken = true;
    await exchange.submit(limit('buy', 90, 10));
    // The listings; an order that was accepted and rested; one that never was.
    expect(told.map(([what, events]) => [what, events])).toEqual([
      ['committed', 3],
      ['committed', 2],
      ['failed', 0],
    ]);
    expect(told[1]?.[2]).toBeGreaterThan(10);
    await exchange.stop();
  });

  it('answers nothing, and ends, when the views fail at what was committed', async () => {
    const failures: unknown[] = [];
    let broken = false;
    const { exchange } = await testExchange(1_000, {
      onCommitted: () => {
        if (broken) throw new Error('a view failed');
      },
      onFatal: (error) => failures.push(error),
    });
    broken = true;
    let answered = false;
    void exchange.submit(limit('buy', 90, 10)).then(() => {
      answered = true;
    });
    await vi.waitUntil(() => failures.length > 0);
    expect(failures).toMatchObject([{ message: 'a view failed' }]);
    expect(answered).toBe(false);
  });

  it('tells the log why the state cannot be read back, and everyone that it cannot, and tries again', async () => {
    const logged: string[] = [];
    let tries = 0;
    const { exchange, journal } = await testExchange(1_000, {
      recover: () => {
        tries += 1;
        throw new Error('a snapshot is damaged (file data/snapshots/1.snapshot)');
      },
      logger: { info() {}, warn() {}, error: (_facts, message) => logged.push(message) },
    });
    journal.broken = true;
    await exchange.submit(limit('buy', 90, 10));
    journal.broken = false;
    await vi.waitUntil(() => tries > 1, { timeout: 5_000 });
    const reason = 'the state could not be read back from the journal';
    expect(exchange.status).toEqual({ accepting: false, reason });
    expect(logged[0]).toContain('commands are refused: The journal cannot be written: the disk is full');
    expect(logged).toContain(reason);
    await exchange.stop();
  });

  it('answers what was taken before it stops', async () => {
    const { exchange, journal } = await testExchange();
    journal.held = true;
    const reply = exchange.submit(limit('buy', 90, 10));
    await sleep(10);
    const stopped = exchange.stop();
    expect(await exchange.submit(limit('buy', 90, 10))).toMatchObject({ reason: 'SHUTTING_DOWN' });
    journal.held = false;
    journal.release();
    expect(await reply).toMatchObject({ kind: 'placed' });
    await stopped;
  });
});

describe('time', () => {
  it('never runs backwards, even if the clock does', async () => {
    let calls = 0n;
    // Every tenth time it is set back.
    const now = () => {
      calls += 1n;
      return 1_000n + calls - (calls % 10n === 0n ? 500n : 0n);
    };
    const { exchange } = await testExchange(1_000, { clock: { now } });
    let last = 0n;
    for (let i = 0; i < 200; i += 1) {
      const reply = await exchange.submit(
        limit('buy', 90, 10, { timeInForce: TimeInForce.ImmediateOrCancel }),
      );
      if (reply.kind !== 'placed') throw new Error(reply.kind);
      expect(reply.transactTimeNs).toBeGreaterThanOrEqual(last);
      last = reply.transactTimeNs;
    }
  });
});

it('nobody has an order, also not one that there is none of', async () => {
  const { exchange, journal } = await testExchange();
  await exchange.submit(limit('buy', 100, 10));
  const before = journal.lastSequence;
  for (const orderId of [1, 7]) {
    expect(await exchange.submit(cancel(0, orderId))).toMatchObject({ reason: 'UNKNOWN_ORDER' });
    expect(await exchange.submit(amend(0, orderId, { price: 95 }))).toMatchObject({
      reason: 'UNKNOWN_ORDER',
    });
  }
  expect(journal.lastSequence).toBe(before);
});
