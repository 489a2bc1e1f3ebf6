import { beforeEach, expect, test } from 'vitest';
import { OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { OrderSnapshot } from '../../src/domain/order-snapshot.ts';
import { EventTranslation } from '../../src/follower/event-translation.ts';
import type { WriterEvent } from '../../src/follower/writer.ts';
import { datagramsOf } from '../../src/multicast/datagrams.ts';
import { csvLines } from '../../src/writers/csv/csv-rows.ts';
import { Changes } from '../../src/writers/mongo/changes.ts';
import { INSTRUMENT } from '../exchange/test-exchange.ts';
import { EVERYTHING, HistoryFolder } from '../history/history-folder.ts';

const OPEN: OrderSnapshot = {
  ...{ orderId: 7, clientOrderId: 'mine', instrumentId: 1, partyNumber: 1, side: Side.Buy, price: 100 },
  ...{ orderType: OrderType.Limit, timeInForce: TimeInForce.GoodTillCanceled, quantity: 30 },
  ...{ leavesQuantity: 20, cumQuantity: 10, canceledQuantity: 0, notional: 990 },
  ...{ acceptTimeNs: 1_795_348_000_000_000_001n, transactTimeNs: 1_795_348_000_000_000_002n },
};
const CLOSED = { ...OPEN, orderId: 6, leavesQuantity: 0, canceledQuantity: 20 };

let events: readonly WriterEvent[];

beforeEach(() => {
  const translation = new EventTranslation(1, 0, 1_000);
  let sequence = 0;
  const tell = (call: (sink: EventTranslation) => void) => {
    sequence += 1;
    translation.at(sequence, 5n);
    call(translation);
  };
  tell((sink) => sink.importBegun(50, 9));
  tell((sink) => sink.instrumentCreated(INSTRUMENT));
  tell((sink) => sink.partyCreated({ partyNumber: 1, partyId: 'alice', partyName: '', isAdmin: false }));
  tell((sink) => sink.orderImported(OPEN));
  tell((sink) => sink.orderImported(CLOSED));
  const sums = { boughtQuantity: 10, soldQuantity: 0, boughtNotional: 990n, soldNotional: 0n };
  tell((sink) => sink.positionImported({ partyNumber: 1, instrumentId: 1, ...sums }));
  const ioc = [OrderType.Limit, TimeInForce.ImmediateOrCancel] as const;
  tell((sink) => sink.accepted(51, 1, 1, Side.Sell, ...ioc, 100, 5, ''));
  tell((sink) => sink.traded(10, 1, 100, 5, Side.Sell, 7, 1, 15, 51, 1, 0));
  events = translation.takeGroup() ?? [];
});

test('writers are told of each, and an imported order goes on from what it was', () => {
  expect(events.map(({ kind }) => kind)).toEqual([
    ...['importBegun', 'instrumentCreated', 'partyCreated', 'orderImported', 'orderImported'],
    ...['positionImported', 'accepted', 'traded'],
  ]);
  expect(events[3]).toMatchObject({
    order: { orderId: 7, partyId: 'alice', kind: 'GTC', leavesQuantity: 20 },
  });
  expect(events[5]).toMatchObject({ partyId: 'alice', position: { boughtNotional: 990n } });
  expect(events[7]).toMatchObject({ maker: { leavesQuantity: 15, cumQuantity: 15, notional: 1_490 } });
});

test('files and listeners get the open ones as they stand; closed ones were sent by another exchange', () => {
  const orders = csvLines(events).get('orders_1.csv')?.split('\r\n') ?? [];
  expect(orders[0]).toBe('GTC,BUY,1,100,30,1795348000000000001,7,alice,False,10,20');
  expect(csvLines(events).get('live_events_1.csv')).toContain('UPS_LIVE,GTC,BUY,1,100,30,');
  expect(orders.some((row) => row.includes(',6,alice,'))).toBe(false);
  const told = datagramsOf(events, 's', 1).map((datagram) => JSON.parse(String(datagram)));
  expect(told.map(({ type, order_id }) => [type, order_id])).toEqual([
    ['ORDER_STATE', 7],
    ['ORDER', 51],
    ['TRADE', undefined],
  ]);
});

test('the history has all of it, and goes on from there', () => {
  using folder = new HistoryFolder();
  // In two transactions, so that the second goes on from what is stored.
  folder.write(events.slice(0, 6));
  folder.write(events);
  const alice = { ...EVERYTHING, partyNumber: 1 };
  const { fills, orders } = folder.read((pages) => ({
    fills: pages.fills(alice).rows,
    orders: pages.orders(alice).rows,
  }));
  expect(orders).toEqual([
    CLOSED,
    { ...OPEN, leavesQuantity: 15, cumQuantity: 15, notional: 1_490, transactTimeNs: 5n },
    expect.objectContaining({ orderId: 51, cumQuantity: 5 }),
  ]);
  expect(fills).toMatchObject([{ trade: { tradeId: 10 } }, { trade: { tradeId: 10 } }]);
});

test('MongoDB is told of all of it, and counts none of it as an action', () => {
  const changes = new Changes(events);
  expect(changes).toMatchObject({ importedTradeId: 9, lastOrderId: 51, lastTradeId: 10, actions: 2 });
  expect(changes.importedPositions).toHaveLength(1);
  expect([...(changes.books.get(1)?.orders.values() ?? [])]).toMatchObject([
    { isStored: 'perhaps', order: { orderId: 7, leavesQuantity: 15 }, live: { is: 'rested', priority: 4 } },
    { isStored: 'left', order: { orderId: 6 }, live: { is: 'untouched' } },
    { isStored: 'no', order: { orderId: 51 }, live: { is: 'untouched' } },
  ]);
});
