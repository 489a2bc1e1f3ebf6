import { create } from '@bufbuild/protobuf';
import { createClient, createRouterTransport } from '@connectrpc/connect';
import { expect, it } from 'vitest';
import { NewestFirst } from '../../clients/dashboard/core/newest-first.ts';
import { fillsOfOrder } from '../../clients/dashboard/core/own-fills.ts';
import { type Page, Pages } from '../../clients/dashboard/core/pages.ts';
import { HISTORY_COLUMNS } from '../../clients/dashboard/panels/order-history/columns.ts';
import { HistoryService } from '../../gen/redleaf/v1/history_service_pb.ts';
import { InstrumentSchema } from '../../gen/redleaf/v1/instrument_pb.ts';
import {
  CancelReason,
  OrderSchema,
  OrderStatus,
  OrderType,
  Side,
  TimeInForce,
} from '../../gen/redleaf/v1/order_pb.ts';

const ACME = create(InstrumentSchema, { instrumentId: 1, symbol: 'ACME', priceScale: 2 });

it('reads a list page by page, once each', async () => {
  const asked: string[] = [];
  const answers: Readonly<Record<string, Page<number>>> = {
    '': { items: [9, 8], nextPageToken: 'second' },
    second: { items: [7], nextPageToken: '' },
  };
  const pages = new Pages<number>(async (pageToken) => {
    asked.push(pageToken);
    return answers[pageToken] ?? { items: [], nextPageToken: '' };
  });
  await Promise.all([pages.more(), pages.more()]);
  expect(pages.listed.value).toMatchObject({ items: [9, 8], hasMore: true });
  await pages.more();
  await pages.more();
  expect(pages.listed.value).toMatchObject({ items: [9, 8, 7], hasMore: false, isLoading: false });
  expect(asked).toEqual(['', 'second']);
});

it('does not try a list again by itself that could not be read', async () => {
  let attempts = 0;
  const pages = new Pages<number>(async () => {
    attempts += 1;
    if (attempts === 1) throw new Error('no');
    return { items: [1], nextPageToken: '' };
  });
  await pages.more();
  await pages.more();
  expect(pages.listed.value.problem?.message).toBe('no');
  await pages.again();
  expect(pages.listed.value).toMatchObject({ items: [1], problem: undefined });
});

it('begins anew with nothing of what was there', async () => {
  let round = 0;
  const pages = new Pages<number>(async () => {
    round += 1;
    return { items: [round], nextPageToken: 'next' };
  });
  await pages.more();
  await pages.more();
  expect(pages.listed.value.items).toEqual([1, 2]);
  const isAnew = pages.anew();
  expect(pages.listed.value.items).toEqual([]);
  await isAnew;
  expect(pages.listed.value).toMatchObject({ items: [3], hasMore: true });
});

it('joins a list with what was heard since, which is forgotten alone', () => {
  const heard = new NewestFirst<{ id: bigint; time: bigint }>(
    ({ id }) => id,
    ({ time }) => time,
  );
  heard.add([{ id: 3n, time: 3n }]);
  const listed = [
    { id: 3n, time: 1n },
    { id: 2n, time: 2n },
  ];
  expect(heard.with(listed)).toEqual([
    { id: 3n, time: 3n },
    { id: 2n, time: 2n },
  ]);
  expect(heard.size).toBe(1);
  heard.add([{ id: 5n, time: 5n }]);
  heard.dropBelow(5n);
  expect(heard.with(listed)).toEqual([{ id: 5n, time: 5n }, ...listed]);
  heard.dropBelow(6n);
  expect(heard.with(listed)).toEqual(listed);
});

it('has what is told later, the newest first, and nothing twice', () => {
  const orders = new NewestFirst<{ id: bigint; time: bigint }>(
    ({ id }) => id,
    ({ time }) => time,
  );
  orders.add([
    { id: 2n, time: 20n },
    { id: 1n, time: 30n },
  ]);
  orders.add([
    { id: 3n, time: 40n },
    { id: 2n, time: 50n },
    { id: 1n, time: 10n },
  ]);
  expect(orders.all().map(({ id, time }) => [id, time])).toEqual([
    [3n, 40n],
    [2n, 50n],
    [1n, 30n],
  ]);
});

it('shows an order in words and decimals', () => {
  const order = create(OrderSchema, {
    ...{ orderId: 7n, instrumentId: 1, side: Side.BUY, orderType: OrderType.LIMIT, price: 10_050n },
    ...{ timeInForce: TimeInForce.IOC, quantity: 1_200n, cumQuantity: 1_000n, averagePrice: 10_050.25 },
    ...{ orderStatus: OrderStatus.CANCELED, cancelReason: CancelReason.IMMEDIATE_OR_CANCEL },
  });
  const row = { order, instrument: ACME };
  const texts = HISTORY_COLUMNS.filter(({ id }) => id !== 'time').map(({ text }) => text(row));
  expect(texts).toEqual([
    ...['7', 'ACME', 'Buy', 'IOC', '100.50', '1,200', '1,000', '100.5025'],
    ...['Canceled', 'IOC'],
  ]);
});

it('finds the fills of an order among those of its lifetime, and stops when it has them', async () => {
  const asked: string[] = [];
  const fill = (execId: bigint, orderId: bigint, quantity: bigint) => ({
    ...{ execId, orderId, trade: { instrumentId: 1, price: 10n, quantity } },
  });
  const transport = createRouterTransport(({ service }) =>
    service(HistoryService, {
      listFills({ pageToken, fromTimeNs, toTimeNs }) {
        asked.push(`${pageToken} ${fromTimeNs} ${toTimeNs}`);
        if (pageToken === '') return { fills: [fill(1n, 7n, 4n), fill(3n, 8n, 4n)], nextPageToken: 'more' };
        return { fills: [fill(5n, 7n, 6n)], nextPageToken: 'and more' };
      },
    }),
  );
  const order = create(OrderSchema, {
    ...{ orderId: 7n, instrumentId: 1, cumQuantity: 10n, acceptTimeNs: 100n, transactTimeNs: 200n },
  });
  const api = { history: createClient(HistoryService, transport) };
  const fills = await fillsOfOrder(api, order, new AbortController().signal);
  expect(fills.map(({ execId, quantity }) => [execId, quantity])).toEqual([
    [1n, 4],
    [5n, 6],
  ]);
  expect(asked).toEqual([' 100 201', 'more 100 201']);
});
