import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { create, type DescMethod, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { MetricsPage } from '../metrics/read-metrics.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';
import { pathOf } from './bad-rows.ts';
import { envelope } from './raw-grpc.ts';

const { streamTrades, listInstruments } = MarketDataService.method;
const { placeOrder, orderEntry, streamExecutions } = OrderService.method;

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly call?: string;
  readonly request?: string;
  readonly code?: string;
}

const WARNING = 40;
const lines: Line[] = [];
let exchange: ExchangeUnderTest;
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start(
    { LOG_LEVEL: 'debug' },
    { logTo: { write: (text) => void lines.push(JSON.parse(text)) } },
  );
});
afterAll(() => exchange.stop());
afterEach(() => {
  lines.length = 0;
});

function messageOf<M extends DescMethod>(method: M, init: MessageInitShape<M['input']>): Uint8Array {
  return envelope(toBinary(method.input, create<M['input']>(method.input, init)));
}

/** Calls, and what the caller is doing when it leaves. */
const CALLS: readonly (readonly [string, DescMethod, Uint8Array, 'sends' | 'listens'])[] = [
  ['sending a message', placeOrder, Buffer.from([0, 0, 0]), 'sends'],
  ['sending commands', orderEntry, messageOf(orderEntry, { commands: [{}] }), 'sends'],
  ['sending half of a command', orderEntry, Buffer.from([0, 0, 0, 0, 9, 10]), 'sends'],
  ['listening to trades', streamTrades, messageOf(streamTrades, {}), 'listens'],
  ['listening to executions', streamExecutions, messageOf(streamExecutions, {}), 'listens'],
];

interface Open {
  readonly socket: Socket;
  readonly session: ClientHttp2Session;
  readonly stream: ClientHttp2Stream;
}

/** Every way to leave an HTTP/2 stream. */
const WAYS: readonly (readonly [string, (open: Open) => void])[] = [
  ...Array.from(
    { length: 14 },
    (_, code) =>
      [
        `a reset with code ${code}`,
        ({ socket, stream }: Open) => void socket.write(resetFrame(stream, code)),
      ] as const,
  ),
  [
    'a GOAWAY',
    ({ session }) => {
      session.goaway(2);
      session.destroy();
    },
  ],
  ['a TCP reset', ({ socket }) => void socket.resetAndDestroy()],
  ['a TCP end', ({ socket }) => void socket.destroy()],
];

describe.each(['application/grpc+proto', 'application/grpc-web+proto', 'application/connect+proto'])(
  'a caller of %s over HTTP/2 that leaves',
  (contentType) => {
    test.each(WAYS)('by %s is no fault, whatever it was doing', async (_way, leave) => {
      const before = await canceledCalls();
      const expected = new Map(before);
      const left: Open[] = [];
      for (const [, method, body, kind] of CALLS) {
        // Unary calls of Connect have another content type.
        if (contentType.includes('connect') && method.methodKind === 'unary') continue;
        const open = openCall(contentType, method);
        open.stream.write(body);
        if (kind === 'listens') {
          open.stream.end();
          await once(open.stream, 'data');
        }
        await settled(open.session);
        leave(open);
        left.push(open);
        expected.set(method.name, (expected.get(method.name) ?? 0) + 1);
      }
      await vi.waitFor(async () => expect(await canceledCalls()).toEqual(expected), 5_000);
      for (const { session } of left) session.destroy();
      expect(lines.filter(({ level }) => level >= WARNING)).toEqual([]);
      expect(lines.filter(({ msg }) => msg === 'the caller has gone').length).toBeGreaterThanOrEqual(4);
    });
  },
);

describe('a caller over HTTP/1.1 that leaves', () => {
  const alice = { instrument_id: 1, party_id: 'alice', password: PASSWORD };
  const rest = Buffer.from(JSON.stringify(alice).slice(0, -1));
  const half = Buffer.from([0, 0, 0]);

  test.each([
    ['a message of Connect', pathOf(placeOrder), 'application/proto', half],
    ['a message of gRPC-Web', pathOf(placeOrder), 'application/grpc-web+proto', half],
    ['a question for a stream', pathOf(streamExecutions), 'application/connect+proto', half],
    ['a request of the REST API', '/orders', 'application/json', rest],
  ])('while it sends %s is no fault', async (_what, path, type, body) => {
    for (const leave of [
      (socket: Socket) => socket.destroy(),
      (socket: Socket) => socket.resetAndDestroy(),
    ]) {
      const socket = await openHttp1(path, type, 100);
      socket.write(body);
      leave(socket);
      await vi.waitFor(() => expect(lines.find(({ msg }) => msg === 'the caller has gone')).toBeDefined());
      expect(lines.filter(({ level }) => level >= WARNING)).toEqual([]);
      lines.length = 0;
    }
  });

  test.each([
    ['of Connect', 'application/connect+proto'],
    ['of gRPC-Web', 'application/grpc-web+proto'],
  ])('while it listens to a stream %s is no fault', async (_what, type) => {
    for (const leave of [
      (socket: Socket) => socket.destroy(),
      (socket: Socket) => socket.resetAndDestroy(),
    ]) {
      const canceled = (await canceledCalls()).get(streamTrades.name) ?? 0;
      const body = messageOf(streamTrades, {});
      const socket = await openHttp1(pathOf(streamTrades), type, body.length);
      socket.write(body);
      await once(socket, 'data');
      leave(socket);
      await vi.waitFor(
        async () => expect((await canceledCalls()).get(streamTrades.name)).toBe(canceled + 1),
        5_000,
      );
      expect(lines.filter(({ level }) => level >= WARNING)).toEqual([]);
    }
  });
});

test('requests of the REST API are in the log, one line each, with who asked and what came of it', async () => {
  const ask = { instrument_id: 1, party_id: 'alice', password: PASSWORD };
  const post = (body: object) =>
    fetch(`${exchange.url}/cancel_all`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await post(ask);
  await post({ ...ask, instrument_id: 'x' });
  await post({ ...ask, password: 'not this one' });
  await fetch(`${exchange.url}/live_orders/1`);
  expect(lines.filter(({ request }) => request !== undefined)).toMatchObject([
    { request: 'POST /cancel_all', party: 'alice', status: 200, ms: expect.any(Number), msg: 'answered' },
    { request: 'POST /cancel_all', party: 'alice', status: 422, msg: 'refused' },
    { request: 'POST /cancel_all', status: 401, msg: 'refused' },
    { request: 'GET /live_orders/{instrument_id}', status: 404, msg: 'refused' },
  ]);
  expect(JSON.stringify(lines)).not.toContain('not this one');
});

test('calls that never come to a handler are in the log too', async () => {
  const post = (path: string, headers: Readonly<Record<string, string>>, body: Uint8Array) =>
    fetch(exchange.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/proto', ...headers },
      body: Buffer.from(body),
    });
  await post(pathOf(placeOrder), {}, Buffer.alloc(0));
  await post(pathOf(placeOrder), exchange.headers.alice, Buffer.from([255]));
  expect(lines).toMatchObject([
    { call: 'redleaf.v1.OrderService/PlaceOrder', code: 'Unauthenticated', msg: 'refused' },
    { call: 'redleaf.v1.OrderService/PlaceOrder', party: 'alice', code: 'InvalidArgument', msg: 'refused' },
  ]);
});

function openCall(contentType: string, method: DescMethod): Open {
  const { hostname, port } = new URL(exchange.url);
  const socket = connect(Number(port), hostname);
  const session = connectHttp2(exchange.url, { createConnection: () => socket });
  session.on('error', () => undefined);
  const stream = session.request({
    ':method': 'POST',
    ':path': pathOf(method),
    'content-type': contentType,
    te: 'trailers',
    ...exchange.headers.alice,
  });
  stream.on('error', () => undefined);
  return { socket, session, stream };
}

/** Sends only RST_STREAM. Node's client would first end its side of the stream, like a complete request. */
function resetFrame({ id = 0 }: ClientHttp2Stream, code: number): Buffer {
  const frame = Buffer.from([0, 0, 4, 3, 0, 0, 0, 0, 0, 0, 0, 0, code]);
  frame.writeUInt32BE(id, 5);
  return frame;
}

/** Waits until the server has seen everything that was sent on the connection. */
async function settled(session: ClientHttp2Session): Promise<void> {
  const stream = session.request({
    ':method': 'POST',
    ':path': pathOf(listInstruments),
    'content-type': 'application/proto',
  });
  stream.end();
  await once(stream, 'response');
  stream.close();
}

/** Opens a connection on which the server has seen the headers of a request and waits for its body. */
async function openHttp1(path: string, type: string, length: number): Promise<Socket> {
  const { hostname, port } = new URL(exchange.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  const { authorization } = exchange.headers.alice;
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n` +
      `authorization: ${authorization}\r\nexpect: 100-continue\r\n\r\n`,
  );
  await once(socket, 'data');
  return socket;
}

/** Number of calls of each method that their callers left. */
async function canceledCalls(): Promise<ReadonlyMap<string, number>> {
  const page = await MetricsPage.read(exchange.url);
  const counts = new Map<string, number>();
  for (const [, { parent, name }] of CALLS) {
    const labels = { service: parent.typeName, method: name, code: 'Canceled' };
    counts.set(name, page.value('redleaf_rpcs_total', labels) ?? 0);
  }
  return counts;
}
