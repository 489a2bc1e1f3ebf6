import { connect } from 'node:http2';
import { setTimeout } from 'node:timers/promises';
import { create, type DescMethod, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { errorFromJsonBytes } from '@connectrpc/connect/protocol-connect';
import { findTrailerError } from '@connectrpc/connect/protocol-grpc';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { connectRedleaf, Side } from '@redleaf/client';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ErrorInfoSchema, RetryInfoSchema } from '../../../gen/google/rpc/error_details_pb.ts';
import { type OrderEntryRequestSchema, OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { MetricsPage } from '../metrics/read-metrics.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';
import { byName, order, pathOf } from './bad-rows.ts';
import { envelope } from './raw-grpc.ts';

type Party = 'alice' | 'bob';

/** The rate that the headers tell, and the refusal with its metadata and the delay before a retry; each empty if there is none. */
interface Answer {
  readonly rate: string;
  readonly refusal: string;
}

const { placeOrder, amendOrder, cancelOrder, cancelAllOrders } = OrderService.method;

const NOTHING_LEFT = '4 0 1';
const REFUSED: Answer = {
  rate: NOTHING_LEFT,
  refusal: 'TOO_MANY_REQUESTS max 4 retry_after_ms 250 after 250 ms',
};

// With 4 orders a second, one more is there each 250 ms of this clock.
beforeAll(() => {
  vi.useFakeTimers({ toFake: ['performance', 'hrtime'] });
});
afterAll(() => {
  vi.useRealTimers();
});

describe.each([
  ['with the fast lane', 'true'],
  ['without it', 'false'],
])('%s', (_which, FAST_LANE) => {
  let exchange: ExchangeUnderTest;
  beforeAll(async () => {
    exchange = await ExchangeUnderTest.start({ MAX_ORDERS_PER_SECOND: '4', FAST_LANE });
    await exchange.createInstrument('RATES');
  });
  afterAll(() => exchange.stop());
  beforeEach(() => {
    vi.advanceTimersByTime(1_000);
  });

  async function overGrpc(path: string, body: Uint8Array, as: Party): Promise<Answer> {
    const session = connect(exchange.url);
    const stream = session.request({
      ...{ ':method': 'POST', ':path': path, 'content-type': 'application/grpc+proto' },
      ...exchange.headers[as],
    });
    const header = new Headers();
    const trailer = new Headers();
    stream.on('response', (received) =>
      header.set(
        'rate',
        rateIn((name) => String(received[name] ?? '')),
      ),
    );
    stream.on('trailers', (received) => {
      for (const [name, value] of Object.entries(received)) trailer.set(name, String(value));
    });
    await new Promise((closed) => stream.once('close', closed).resume().end(envelope(body)));
    session.close();
    return { rate: header.get('rate') ?? '', refusal: refusalIn(findTrailerError(trailer)) };
  }

  async function overGrpcWeb(path: string, body: Uint8Array, as: Party): Promise<Answer> {
    const response = await post(path, 'application/grpc-web+proto', envelope(body), exchange.headers[as]);
    const bytes = Buffer.from(await response.arrayBuffer());
    const lines = bytes.subarray(bytes.indexOf('grpc-status')).toString().trim().split('\r\n');
    const trailer = new Headers(
      lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
    );
    return { rate: rateOf(response), refusal: refusalIn(findTrailerError(trailer)) };
  }

  async function overConnect(path: string, body: Uint8Array, as: Party): Promise<Answer> {
    const response = await post(path, 'application/proto', body, exchange.headers[as]);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const error = response.ok
      ? undefined
      : errorFromJsonBytes(bytes, undefined, new ConnectError('no error in JSON', Code.Unknown));
    return { rate: rateOf(response), refusal: refusalIn(error) };
  }

  function post(path: string, type: string, body: Uint8Array | string, headers = {}) {
    return fetch(exchange.url + path, {
      method: 'POST',
      headers: { 'content-type': type, ...headers },
      body,
    });
  }

  function rest(path: string, as: Party, fields: object): Promise<Response> {
    return post(path, 'application/json', JSON.stringify({ party_id: as, password: PASSWORD, ...fields }));
  }

  /** The results of one frame, as names. */
  async function frame(commands: Frame, as: Party): Promise<string[]> {
    const client = createClient(OrderService, createGrpcTransport({ baseUrl: exchange.url }));
    async function* requests() {
      yield { commands };
    }
    for await (const { results } of client.orderEntry(requests(), { headers: exchange.headers[as] })) {
      return results.map(({ result }) => {
        if (result.case !== 'refused') return String(result.case);
        const { code, reason, metadata } = result.value;
        expect(code).toBe(Code.ResourceExhausted);
        return `${reason} ${metadata['max']} ${metadata['retry_after_ms']}`;
      });
    }
    return [];
  }

  test.each([
    ['gRPC', overGrpc],
    ['gRPC-Web', overGrpcWeb],
    ['Connect', overConnect],
  ])('%s: the rate is told, orders beyond it are refused, and cancels get through', async (way, call) => {
    const send = <M extends DescMethod>(method: M, init: MessageInitShape<M['input']>, as: Party = 'alice') =>
      call(pathOf(method), toBinary(method.input, create<M['input']>(method.input, init)), as);
    const first = order({ clientOrderId: `first-${way}` });
    const named = byName(`first-${way}`);
    expect(await send(placeOrder, first)).toEqual({ rate: '4 3 0.25', refusal: '' });
    expect(await send(amendOrder, { ...named, price: 101n })).toEqual({ rate: '4 2 0.5', refusal: '' });
    const wrong = await send(placeOrder, order({ price: 0n }));
    expect(wrong).toEqual({ rate: '4 1 0.75', refusal: expect.stringContaining('FIELD_OUT_OF_RANGE') });
    expect(await send(placeOrder, order())).toEqual({ rate: NOTHING_LEFT, refusal: '' });

    expect(await send(placeOrder, order({ clientOrderId: `refused-${way}` }))).toEqual(REFUSED);
    expect(await send(amendOrder, { ...named, price: 102n })).toEqual(REFUSED);
    expect(await send(placeOrder, order(), 'bob')).toEqual({ rate: '4 3 0.25', refusal: '' });
    const { order: kept } = await createClient(OrderService, exchange.transport).getOrder(named, {
      headers: exchange.headers.alice,
    });
    expect(kept?.price).toBe(101n);

    expect(await send(cancelOrder, named)).toEqual({ rate: '', refusal: '' });
    expect(await send(cancelAllOrders, {})).toEqual({ rate: '', refusal: '' });
    // The refused order left nothing to cancel.
    const refused = await send(cancelOrder, byName(`refused-${way}`));
    expect(refused.refusal).toContain('UNKNOWN_ORDER');

    vi.advanceTimersByTime(248);
    expect((await send(placeOrder, order())).refusal).toContain('TOO_MANY_REQUESTS');
    vi.advanceTimersByTime(3);
    expect((await send(placeOrder, order())).refusal).toBe('');
  });

  test('REST: the same, as 429 with Retry-After', async () => {
    const terms = { instrument_id: 1, side: 'BUY', order_type: 'GTC', price_cents: 100, quantity: 10 };
    const placed = await rest('/orders', 'alice', terms);
    expect([placed.status, rateOf(placed)]).toEqual([200, '4 3 0.25']);
    const { order_id: orderId } = JSON.parse(await placed.text());
    for (const left of ['2', '1', '0']) {
      const next = await rest('/orders', 'alice', terms);
      expect([next.status, next.headers.get('x-ratelimit-remaining')]).toEqual([200, left]);
    }
    const refused = await rest('/orders', 'alice', terms);
    expect([refused.status, rateOf(refused), refused.headers.get('retry-after')]).toEqual([
      ...[429, NOTHING_LEFT, '1'],
    ]);
    expect(await refused.text()).toContain('more than 4 orders in a second');
    expect((await rest('/orders', 'bob', terms)).status).toBe(200);

    const canceled = await rest('/cancel', 'alice', { instrument_id: 1, order_id: orderId });
    expect([rateOf(canceled), await canceled.json()]).toEqual([
      '',
      { status: 'CANCELLED', order_id: orderId },
    ]);
    const all = await rest('/cancel_all', 'alice', { instrument_id: 1 });
    expect(JSON.parse(await all.text()).cancelled_order_ids.length).toBeGreaterThanOrEqual(3);
  });

  test('order entry: each command beyond the rate is refused in its place, and the others run', async () => {
    const place = { command: { case: 'place' as const, value: order({ clientOrderId: 'in-frame' }) } };
    const amend = { command: { case: 'amend' as const, value: { ...byName('in-frame'), price: 99n } } };
    const cancel = { command: { case: 'cancel' as const, value: byName('in-frame') } };
    const cancelAll = { command: { case: 'cancelAll' as const, value: {} } };
    const other = { command: { case: 'place' as const, value: order() } };
    const refused = 'TOO_MANY_REQUESTS 4 250';
    expect(
      await frame([place, other, other, amend, other, cancel, amend, cancelAll, other], 'alice'),
    ).toEqual([
      'placed',
      'placed',
      'placed',
      'amended',
      refused,
      'canceled',
      refused,
      'allCanceled',
      refused,
    ]);
    expect(await frame([other, cancelAll], 'alice')).toEqual([refused, 'allCanceled']);
    expect(await frame([other], 'bob')).toEqual(['placed']);
  });

  test('a party has one rate over all of its connections and ways, and refusals are counted', async () => {
    const before = (await MetricsPage.read(exchange.url)).value(...REFUSED_ORDERS) ?? 0;
    const other = { command: { case: 'place' as const, value: order() } };
    expect(await frame([other, other], 'alice')).toEqual(['placed', 'placed']);
    const message = toBinary(placeOrder.input, create(placeOrder.input, order()));
    expect((await overGrpc(pathOf(placeOrder), message, 'alice')).rate).toBe('4 1 0.75');
    expect((await overConnect(pathOf(placeOrder), message, 'alice')).rate).toBe(NOTHING_LEFT);
    expect(await overGrpcWeb(pathOf(placeOrder), message, 'alice')).toEqual(REFUSED);
    expect(await overGrpc(pathOf(placeOrder), message, 'alice')).toEqual(REFUSED);
    expect(await frame([other], 'alice')).toEqual(['TOO_MANY_REQUESTS 4 250']);
    // The metrics are kept for a moment.
    vi.advanceTimersByTime(1_000);
    expect((await MetricsPage.read(exchange.url)).value(...REFUSED_ORDERS)).toBe(before + 3);
  });

  test('the SDK waits and sends again, and tells how long to wait after a refusal on a stream', async () => {
    const redleaf = connectRedleaf({ url: exchange.url, partyId: 'alice', password: PASSWORD });
    const buy = { symbol: 'RATES', side: Side.BUY, price: '1.00', quantity: '1' };
    for (let placed = 0; placed < 4; placed += 1) await redleaf.place(buy);
    const trading = redleaf.openTrading();
    await expect(trading.place(buy)).rejects.toMatchObject({
      reason: 'TOO_MANY_REQUESTS',
      ...{ retryAfterMs: 250, metadata: { max: '4', retry_after_ms: '250' } },
    });
    let isPlaced = false;
    const fifth = redleaf.place(buy).then(() => {
      isPlaced = true;
    });
    await setTimeout(300);
    expect(isPlaced).toBe(false);
    vi.advanceTimersByTime(251);
    await fifth;
    await trading.close();
    redleaf.close();
  });
});

test('without a limit nothing is told and nothing is refused', async () => {
  const exchange = await ExchangeUnderTest.start();
  await exchange.createInstrument('NO-RATE');
  const call = () =>
    fetch(exchange.url + pathOf(placeOrder), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...exchange.headers.alice },
      body: JSON.stringify({
        instrumentId: 1,
        side: 'SIDE_BUY',
        orderType: 'ORDER_TYPE_LIMIT',
        price: '5',
        quantity: '1',
      }),
    });
  const answers = await Promise.all(Array.from({ length: 60 }, call));
  expect(new Set(answers.map((one) => `${one.status}${rateOf(one)}`))).toEqual(new Set(['200']));
  await exchange.stop();
});

type Frame = NonNullable<MessageInitShape<typeof OrderEntryRequestSchema>['commands']>;

const REFUSED_ORDERS = ['redleaf_refused_total', { what: 'order_rate', holder: 'party' }] as const;

function rateIn(header: (name: string) => string): string {
  return ['limit', 'remaining', 'reset']
    .map((name) => header(`x-ratelimit-${name}`))
    .join(' ')
    .trim();
}

function rateOf({ headers }: Response): string {
  return rateIn((name) => headers.get(name) ?? '');
}

function refusalIn(error: ConnectError | undefined): string {
  if (error === undefined) return '';
  const { reason = '', metadata = {} } = error.findDetails(ErrorInfoSchema)[0] ?? {};
  const { seconds = 0n, nanos = 0 } = error.findDetails(RetryInfoSchema)[0]?.retryDelay ?? {};
  const facts = Object.entries(metadata).map(([name, value]) => ` ${name} ${value}`);
  return `${reason}${facts.sort().join('')} after ${Number(seconds) * 1_000 + nanos / 1e6} ms`;
}
