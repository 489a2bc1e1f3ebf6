import { type ClientHttp2Session, connect } from 'node:http2';
import { gzipSync } from 'node:zlib';
import {
  create,
  type DescMethod,
  fromBinary,
  type MessageInitShape,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { findTrailerError } from '@connectrpc/connect/protocol-grpc';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MarketDataService } from '../../../../gen/redleaf/v1/market_data_service_pb.ts';
import { SideSchema, TimeInForce } from '../../../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../../../gen/redleaf/v1/order_service_pb.ts';
import { ExchangeUnderTest } from '../../running-exchange.ts';
import { byId, byName, order, pathOf, unknownIn } from '../bad-rows.ts';
import { envelope, outcomeOf } from '../raw-grpc.ts';

/** The same calls go to an exchange with the fast lane and to one without: what comes back must be the same. */
let withLane: ExchangeUnderTest;
let without: ExchangeUnderTest;
const sessions = new Map<ExchangeUnderTest, ClientHttp2Session>();
beforeAll(async () => {
  [withLane, without] = await Promise.all([
    ExchangeUnderTest.start({ CLOCK: 'manual' }),
    ExchangeUnderTest.start({ CLOCK: 'manual', FAST_LANE: 'false' }),
  ]);
  for (const exchange of [withLane, without]) {
    await exchange.createInstrument('LANE');
    sessions.set(exchange, connect(exchange.url));
  }
});
afterAll(async () => {
  for (const session of sessions.values()) session.close();
  await Promise.all([withLane.stop(), without.stop()]);
});

const { placeOrder, amendOrder, cancelOrder, cancelAllOrders, orderEntry, streamExecutions } =
  OrderService.method;

type RequestHeaders = Readonly<Record<string, string>>;
/** What a test sends: the pieces go out one after the other. */
interface Sent {
  readonly method: DescMethod;
  readonly pieces: readonly Uint8Array[];
  readonly headers?: RequestHeaders;
  /** No token unless it is given. */
  readonly party?: 'alice' | 'bob';
}

function message<M extends DescMethod>(method: M, init: MessageInitShape<M['input']>): Uint8Array {
  return toBinary(method.input, create<M['input']>(method.input, init));
}

const { streamOrderBook, streamTrades } = MarketDataService.method;
const UNKNOWN_SIDE = unknownIn(SideSchema, 9);
const good = message(placeOrder, order());
const frame = (...values: Parameters<typeof order>[0][]) =>
  message(orderEntry, {
    commands: values.map((value) => ({ command: { case: 'place' as const, value: order(value) } })),
  });
const bytewise = (bytes: Uint8Array) => Array.from(bytes, (byte) => Uint8Array.of(byte));

function unary<M extends DescMethod>(method: M, init: MessageInitShape<M['input']>): Sent {
  return { method, pieces: [envelope(message(method, init))], party: 'alice' };
}
const place = (pieces: readonly Uint8Array[], headers: RequestHeaders = {}): Sent => ({
  ...{ method: placeOrder, pieces, headers, party: 'alice' },
});
const entry = (pieces: readonly Uint8Array[], headers: RequestHeaders = {}): Sent => ({
  ...{ method: orderEntry, pieces, headers, party: 'alice' },
});

const book = (request: Uint8Array, headers: RequestHeaders = {}): Sent => ({
  ...{ method: streamOrderBook, pieces: [envelope(request)], headers },
});

function streamed<M extends DescMethod>(method: M, init: MessageInitShape<M['input']>): Sent {
  return { ...unary(method, init), party: 'bob' };
}

const CALLS: readonly (readonly [what: string, sent: Sent])[] = [
  ['an order', unary(placeOrder, order())],
  ['a repeat', unary(placeOrder, order({ clientOrderId: 'again' }))],
  ['the repeated', unary(placeOrder, order({ clientOrderId: 'again' }))],
  ['an order that trades', { ...unary(placeOrder, order({ side: 2, quantity: 15n })), party: 'bob' }],
  ['an order that is killed', unary(placeOrder, order({ timeInForce: TimeInForce.FOK, price: 5n }))],
  ['an order with two wrong fields', unary(placeOrder, order({ price: 0n, quantity: -1n }))],
  ['an unknown instrument', unary(placeOrder, order({ instrumentId: 77 }))],
  ['an unknown side', unary(placeOrder, order({ side: UNKNOWN_SIDE }))],
  ['nothing but defaults', unary(placeOrder, {})],
  ['an amendment', unary(amendOrder, { ...byName('again'), price: 101n })],
  ['an amendment of nothing', unary(amendOrder, byId(999n))],
  ['a cancel', unary(cancelOrder, byName('again'))],
  ['a cancel of what is canceled', unary(cancelOrder, byName('again'))],
  ['a cancel without an order', unary(cancelOrder, {})],
  ['a cancel of all', unary(cancelAllOrders, {})],
  ['a message byte by byte', place(bytewise(envelope(good)))],
  ['an unknown field', place([envelope(Buffer.concat([good, Buffer.from([0xf8, 0x01, 1])]))])],
  ['a malformed message', place([envelope(Buffer.from([255]))])],
  ['bad UTF-8', place([envelope(Buffer.concat([good, Buffer.from([0x3a, 1, 0xff])]))])],
  ['no message', place([])],
  ['two messages', place([Buffer.concat([envelope(good), envelope(good)])])],
  ['a message and a half', place([Buffer.concat([envelope(good), Buffer.from([0, 0])])])],
  ['a cut message', place([envelope(good).subarray(0, 9)])],
  ['a cut envelope', place([Buffer.from([0, 0])])],
  ['a message of 2,000 bytes', place([envelope(Buffer.alloc(2_000))])],
  ['a promise of 4 GB', place([envelope(good, 0, 0xffffffff)])],
  ['a compressed message', place([envelope(gzipSync(good), 1)], { 'grpc-encoding': 'gzip' })],
  ['a compressed message without its header', place([envelope(gzipSync(good), 1)])],
  ['an unknown flag', place([envelope(good, 2)])],
  ['an unknown compression', place([envelope(good)], { 'grpc-encoding': 'zstd' })],
  ['identity by name', place([envelope(good)], { 'grpc-encoding': 'identity' })],
  ['a page of a browser', place([envelope(good)], { origin: 'http://elsewhere' })],
  ['JSON', place([envelope(Buffer.from('{"instrumentId":1}'))], { 'content-type': 'application/grpc+json' })],
  ['an unknown content type', place([envelope(good)], { 'content-type': 'application/grpc+cbor' })],
  ['the short content type', place([envelope(good)], { 'content-type': 'application/grpc' })],
  ['another method of HTTP', place([envelope(good)], { ':method': 'PUT' })],
  ['a deadline', place([envelope(good)], { 'grpc-timeout': '10S' })],
  ['a deadline beyond every timer', place([envelope(good)], { 'grpc-timeout': '99999999H' })],
  ['a deadline that has passed', place([envelope(good)], { 'grpc-timeout': '0m' })],
  ['a malformed deadline', place([envelope(good)], { 'grpc-timeout': 'soon' })],
  ['a request id', place([envelope(good)], { 'x-request-id': 'mine-1' })],
  ['long headers', place([envelope(good)], { 'x-long': 'x'.repeat(17_000) })],
  ['no token', { method: placeOrder, pieces: [envelope(good)] }],
  [
    'an unknown token',
    { method: placeOrder, pieces: [envelope(good)], headers: { authorization: 'Bearer x' } },
  ],
  ['a frame', entry([envelope(frame({}))])],
  [
    'a frame with good and wrong orders',
    entry([envelope(frame({}, { price: 0n }, { side: UNKNOWN_SIDE }, {}))]),
  ],
  [
    'three frames in one piece',
    entry([Buffer.concat([frame({}), frame({}), frame({})].map((f) => envelope(f)))]),
  ],
  ['frames byte by byte', entry(bytewise(Buffer.concat([envelope(frame({})), envelope(frame({}))])))],
  ['no frame', entry([])],
  ['an empty frame', entry([envelope(frame({})), envelope(frame())])],
  ['a frame without a command', entry([envelope(message(orderEntry, { commands: [{}] }))])],
  [
    'two cancels of all in a frame',
    entry([
      envelope(
        message(orderEntry, {
          commands: [1, 2].map(() => ({ command: { case: 'cancelAll' as const, value: {} } })),
        }),
      ),
    ]),
  ],
  [
    'a malformed frame between good ones',
    entry([frame({}), Buffer.from([255]), frame({})].map((f) => envelope(f))),
  ],
  ['a frame of 1,001 commands', entry([envelope(frame(...Array.from({ length: 1_001 }, () => ({}))))])],
  ['a frame with 5,000 empty commands', entry([envelope(Buffer.from('0a00'.repeat(5_000), 'hex'))])],
  ['a frame that is too long', entry([envelope(frame({})), envelope(Buffer.alloc(300_000))])],
  ['a frame that is cut', entry([envelope(frame({})), envelope(frame({})).subarray(0, 9)])],
  ['a compressed frame', entry([envelope(gzipSync(frame({})), 1)], { 'grpc-encoding': 'gzip' })],
  ['a compressed frame without its header', entry([envelope(gzipSync(frame({})), 1)])],
  ['frames until a deadline', entry([envelope(frame({}))], { 'grpc-timeout': '10S' })],
  ['a book of an unknown instrument', book(message(streamOrderBook, { instrumentId: 77 }))],
  ['a book without an instrument', book(message(streamOrderBook, {}))],
  ['a malformed request for a book', book(Buffer.from([255]))],
  ['a book until a deadline that has passed', book(message(streamOrderBook, {}), { 'grpc-timeout': '0m' })],
  [
    'two requests for a book',
    { ...book(Buffer.alloc(0)), pieces: [0, 1].map(() => envelope(Buffer.alloc(0))) },
  ],
  ['no request for a book', { ...book(Buffer.alloc(0)), pieces: [] }],
  ['a request for a book that is too long', book(Buffer.alloc(2_000))],
  ['trades from the future', streamed(streamTrades, { resumeFromSequence: 1_000_000n, epoch: 1n })],
  ['trades without an epoch', streamed(streamTrades, { resumeFromSequence: 1n })],
  ['trades of an unknown instrument', streamed(streamTrades, { instrumentId: 77 })],
  ['executions of another epoch', streamed(streamExecutions, { resumeFromSequence: 1n, epoch: 1n })],
  ['executions without a token', { method: streamExecutions, pieces: [envelope(new Uint8Array())] }],
  ['frames without a token', { method: orderEntry, pieces: [envelope(frame({}))] }],
];

/** Headers and trailers that every answer of one kind has, and their values where those are the same. */
const VARYING: ReadonlySet<string> = new Set([
  'date',
  'x-request-id',
  'grpc-status-details-bin',
  'grpc-message',
]);

async function answerTo(sent: Sent, exchange: ExchangeUnderTest): Promise<object> {
  const session = sessions.get(exchange);
  if (session === undefined) throw new Error('no session is open');
  const stream = session.request({
    ':method': 'POST',
    ':path': pathOf(sent.method),
    'content-type': 'application/grpc+proto',
    te: 'trailers',
    ...(sent.party === undefined ? {} : exchange.headers[sent.party]),
    ...sent.headers,
  });
  const headers: Record<string, unknown> = {};
  const trailers = new Headers();
  const closed = new Promise((resolve) => stream.once('close', resolve));
  stream.on('error', () => undefined);
  stream.on('response', (received) => Object.assign(headers, received));
  stream.on('trailers', (received) => {
    for (const [name, value] of Object.entries(received)) trailers.set(name, String(value));
  });
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (const piece of sent.pieces) await new Promise((written) => stream.write(piece, written));
  stream.end();
  await closed;
  const error = findTrailerError(trailers);
  const body = Buffer.concat(chunks);
  const isGrpc = String(headers['content-type']).startsWith('application/grpc');
  return {
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, VARYING.has(name) ? typeof value : value]),
    ),
    trailers: Object.fromEntries(
      [...trailers].map(([name, value]) => [name, VARYING.has(name) ? typeof value : value]),
    ),
    error: error === undefined ? undefined : outcomeOf(error),
    requestId: sent.headers?.['x-request-id'] === undefined ? undefined : headers['x-request-id'],
    messages: isGrpc ? messagesOf(body, sent.method) : body.toString(),
  };
}

function messagesOf(body: Buffer, { output }: DescMethod): unknown[] {
  const messages: unknown[] = [];
  for (let at = 0; at < body.length; ) {
    const end = at + 5 + body.readUInt32BE(at + 1);
    const text = JSON.stringify(toJson(output, fromBinary(output, body.subarray(at + 5, end))));
    // Each exchange has its own epoch, and its own time.
    messages.push(JSON.parse(text.replaceAll(/"(?:epoch|transactTimeNs)":"\d+"/g, '"x":0')));
    at = end;
  }
  return messages;
}

test.each(CALLS)('%s', async (_what, sent) => {
  const [fast, slow] = await Promise.all([answerTo(sent, withLane), answerTo(sent, without)]);
  expect(fast).toEqual(slow);
});
