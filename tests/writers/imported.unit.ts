import { beforeEach, expect, test } from 'vitest';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { Order } from '../../src/domain/order-progress.ts';
import type { WriterFrame } from '../../src/follower/writer.ts';
import { datagramsOf } from '../../src/multicast/datagrams.ts';
import { csvLines } from '../../src/writers/csv/csv-rows.ts';
import { Changes } from '../../src/writers/mongo/changes.ts';
import { INSTRUMENT } from '../exchange/test-exchange.ts';
import { EVERYTHING, HistoryFolder } from '../history/history-folder.ts';
import { eventsIn, translated } from './frames.ts';

const OPEN: Order = {
  orderId: 7,
  terms: {
    partyNumber: 1,
    instrumentId: 1,
    side: Side.Buy,
    orderType: OrderType.Limit,
    timeInForce: TimeInForce.GoodTillCanceled,
    price: 100,
    quantity: 30,
    clientOrderId: 'mine',
  },
  progress: {
    leavesQuantity: 20,
    cumQuantity: 10,
    canceledQuantity: 0,
    notional: 990n,
    acceptTimeNs: 1_795_348_000_000_000_001n,
    transactTimeNs: 1_795_348_000_000_000_002n,
  },
};
const CLOSED: Order = {
  ...OPEN,
  orderId: 6,
  progress: { ...OPEN.progress, leavesQuantity: 0, canceledQuantity: 20 },
};

let frames: readonly WriterFrame[];

beforeEach(() => {
  const party = { partyNumber: 1, partyId: 'alice', partyName: '', isAdmin: false };
  const sums = { boughtQuantity: 10n, soldQuantity: 0n, boughtNotional: 990n, soldNotional: 0n };
  const timeInForce = TimeInForce.ImmediateOrCancel;
  const terms = { ...OPEN.terms, side: Side.Sell, timeInForce, quantity: 5, clientOrderId: '' };
  const trade = {
    tradeId: 10,
    instrumentId: 1,
    price: 100,
    quantity: 5,
    aggressorSide: Side.Sell,
    makerOrderId: 7,
    makerPartyNumber: 1,
    makerLeavesQuantity: 15,
    takerOrderId: 51,
    takerPartyNumber: 1,
    takerLeavesQuantity: 0,
  };
  frames = translated(
    5n,
    [{ kind: 'importBegun', record: { lastOrderId: 50, lastTradeId: 9 } }],
    [{ kind: 'instrumentCreated', record: { instrument: INSTRUMENT } }],
    [{ kind: 'partyCreated', record: { party } }],
    [{ kind: 'orderImported', record: { order: OPEN } }],
    [{ kind: 'orderImported', record: { order: CLOSED } }],
    [{ kind: 'positionImported', record: { position: { partyNumber: 1, instrumentId: 1, ...sums } } }],
    [
      { kind: 'orderAccepted', record: { orderId: 51, terms } },
      { kind: 'orderTraded', record: trade },
    ],
  );
});

test('writers get each of them, and an imported order continues from what it was', () => {
  const events = eventsIn(frames);
  expect(events.map(({ kind }) => kind)).toEqual([
    ...['importBegun', 'instrumentCreated', 'partyCreated', 'orderImported', 'orderImported'],
    ...['positionImported', 'orderAccepted', 'orderTraded'],
  ]);
  expect(events[3]).toMatchObject({
    order: { orderId: 7, partyId: 'alice', progress: { leavesQuantity: 20 } },
  });
  expect(events[5]).toMatchObject({ partyId: 'alice', position: { boughtNotional: 990n } });
  expect(events[7]).toMatchObject({
    maker: { progress: { leavesQuantity: 15, cumQuantity: 15, notional: 1_490n } },
  });
});

test('files and listeners get the open ones as they stand; closed ones were sent by another exchange', () => {
  const orders = csvLines(frames).get('orders_1.csv')?.split('\r\n') ?? [];
  expect(orders[0]).toBe('GTC,BUY,1,100,30,1795348000000000001,7,alice,False,10,20');
  expect(csvLines(frames).get('live_events_1.csv')).toContain('UPS_LIVE,GTC,BUY,1,100,30,');
  expect(orders.some((row) => row.includes(',6,alice,'))).toBe(false);
  const sent = datagramsOf(frames, 's', 1).map((datagram) => JSON.parse(String(datagram)));
  expect(sent.map(({ type, order_id }) => [type, order_id])).toEqual([
    ['ORDER_STATE', 7],
    ['ORDER', 51],
    ['TRADE', undefined],
  ]);
});

test('the history has all of it, and continues from there', () => {
  using folder = new HistoryFolder();
  // Two transactions: the second continues from what is stored.
  folder.write(frames.slice(0, 6));
  folder.write(frames);
  const alice = { ...EVERYTHING, partyNumber: 1 };
  const { fills, orders } = folder.read((pages) => ({
    fills: pages.fills(alice).rows,
    orders: pages.orders(alice).rows,
  }));
  expect(orders).toEqual([
    CLOSED,
    {
      ...OPEN,
      progress: {
        ...OPEN.progress,
        leavesQuantity: 15,
        cumQuantity: 15,
        notional: 1_490n,
        transactTimeNs: 5n,
      },
    },
    expect.objectContaining({ orderId: 51, progress: expect.objectContaining({ cumQuantity: 5 }) }),
  ]);
  expect(fills).toMatchObject([{ trade: { tradeId: 10 } }, { trade: { tradeId: 10 } }]);
});

test('MongoDB gets all of it, and counts none of it as an action', () => {
  const changes = new Changes(frames);
  expect(changes).toMatchObject({ importedTradeId: 9, lastOrderId: 51, lastTradeId: 10, actions: 2 });
  expect(changes.importedPositions).toHaveLength(1);
  expect([...(changes.books.get(1)?.orders.values() ?? [])]).toMatchObject([
    {
      isStored: 'perhaps',
      order: { orderId: 7, progress: { leavesQuantity: 15 } },
      live: { is: 'rested', priority: 4 },
    },
    { isStored: 'left', order: { orderId: 6 }, live: { is: 'untouched' } },
    { isStored: 'no', order: { orderId: 51 }, live: { is: 'untouched' } },
  ]);
});
