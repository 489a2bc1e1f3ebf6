import { gzipSync } from 'node:zlib';
import { create, type DescMethod, toBinary } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { errorFromJson } from '@connectrpc/connect/protocol-connect';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AdminService } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import { HistoryService } from '../../../gen/redleaf/v1/history_service_pb.ts';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { PositionService } from '../../../gen/redleaf/v1/position_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import {
  MAX_ADMIN_REQUEST_BYTES,
  MAX_FRAME_BYTES,
  MAX_REQUEST_BYTES,
} from '../../../src/gateway/rpc/message-limits.ts';
import { ExchangeUnderTest } from '../running-exchange.ts';
import { BAD_HISTORY } from './bad-history.ts';
import { BAD_ORDERS } from './bad-orders.ts';
import { BAD_OTHERS } from './bad-others.ts';
import { order, pathOf } from './bad-rows.ts';
import { envelope, type Outcome, outcomeOf, RawGrpc } from './raw-grpc.ts';

const {
  placeOrder,
  amendOrder,
  cancelOrder,
  cancelAllOrders,
  getOrder,
  listOpenOrders,
  orderEntry,
  streamExecutions,
} = OrderService.method;
const { createInstrument, createParty, setPassword } = AdminService.method;
const { listOrders, listFills } = HistoryService.method;
const { listPositions, streamPositions } = PositionService.method;
const { getOrderBook } = MarketDataService.method;
const { logout, changePassword } = SessionService.method;

let exchange: ExchangeUnderTest;
let raw: RawGrpc;

/** Instrument 1: tick 5, lot 10, prices to 1,000, quantities to 10,000. Order 1 is bob's, order 2 alice's. */
beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
  raw = new RawGrpc(exchange.url);
  await exchange.createInstrument('BAD/INPUT', {
    tickSize: 5n,
    lotSize: 10n,
    maxPrice: 1_000n,
    maxQuantity: 10_000n,
  });
  const orders = createClient(OrderService, exchange.transport);
  await orders.placeOrder(order({ clientOrderId: 'bobs' }), { headers: exchange.headers.bob });
  await orders.placeOrder(order({ clientOrderId: 'taken' }), { headers: exchange.headers.alice });
});
afterAll(async () => {
  raw.close();
  await exchange.stop();
});

/** After every test, the server must still answer, also on existing connections. */
afterEach(async () => {
  const message = toBinary(getOrderBook.input, create(getOrderBook.input, { instrumentId: 1 }));
  expect(await raw.call(pathOf(getOrderBook), envelope(message))).toMatchObject({ code: 'OK' });
});

const tables = [...BAD_ORDERS, ...BAD_OTHERS, ...BAD_HISTORY];
describe.each(tables.map(([method, who, rows]) => [method.name, method, who, rows] as const))(
  '%s refuses',
  (_name, method, who, rows) => {
    test.each(rows)('%s', async (_what, message, code, reason, field) => {
      const headers = who === 'nobody' ? {} : exchange.headers[who];
      expect(await raw.call(pathOf(method), message, headers)).toEqual({ code, reason, field });
    });
  },
);

describe('a call without the right to make it', () => {
  const refused = (method: DescMethod, headers: Readonly<Record<string, string>>) =>
    raw.call(pathOf(method), envelope(new Uint8Array()), headers);
  const missing = { code: 'Unauthenticated', reason: 'TOKEN_MISSING', field: '' };
  const invalid = { code: 'Unauthenticated', reason: 'TOKEN_INVALID', field: '' };

  test.each([
    placeOrder,
    amendOrder,
    cancelOrder,
    cancelAllOrders,
    getOrder,
    listOpenOrders,
    orderEntry,
    streamExecutions,
    listOrders,
    listFills,
    listPositions,
    streamPositions,
    logout,
    changePassword,
    createParty,
    setPassword,
  ])('$name needs a token', async (method) => {
    expect(await refused(method, {})).toEqual(missing);
    expect(await refused(method, { authorization: 'Basic YTpi' })).toEqual(missing);
    expect(await refused(method, { authorization: `Bearer ${'A'.repeat(43)}` })).toEqual(invalid);
  });

  test.each([createInstrument, createParty, setPassword])('$name needs an administrator', async (method) => {
    expect(await refused(method, exchange.headers.alice)).toEqual({
      code: 'PermissionDenied',
      reason: 'ADMIN_REQUIRED',
      field: '',
    });
  });
});

describe('bytes that are no message', () => {
  const malformed = { code: 'InvalidArgument', reason: 'MESSAGE_MALFORMED', field: '' };
  const tooLarge = { code: 'ResourceExhausted', reason: 'MESSAGE_TOO_LARGE', field: '' };
  /** Invalid UTF-8 in field 7 of a PlaceOrderRequest, and of a command in an OrderEntryRequest. */
  const notUtf8 = Buffer.from([0x3a, 2, 0xc3, 0x28, 0x0a, 6, 0x0a, 4, 0x3a, 2, 0xc3, 0x28]);
  const good = toBinary(placeOrder.input, create(placeOrder.input, order()));

  test.each([
    ['cut short inside a field', envelope(good.subarray(0, good.length - 1)), malformed],
    ['cut short inside the envelope', envelope(good.subarray(0, 4), 0, good.length), malformed],
    ['garbage', envelope(Buffer.from('ff'.repeat(40), 'hex')), malformed],
    ['text that is not UTF-8', envelope(notUtf8), malformed],
    ['a field of the wrong type', envelope(Buffer.from([0x0a, 1, 0x41])), malformed],
    ['compressed, but it does not say how', envelope(good, 1), malformed],
    ['too large', envelope(Buffer.alloc(MAX_FRAME_BYTES + 1)), tooLarge],
    ['claims to be 4 GiB', envelope(good, 0, 0xffff_ffff), tooLarge],
  ])('%s', async (_what, body, expected) => {
    const outcomeOn = (method: DescMethod) => raw.call(pathOf(method), body, exchange.headers.alice);
    expect(await outcomeOn(placeOrder)).toEqual(expected);
    expect(await outcomeOn(orderEntry)).toEqual(expected);
  });

  test('small, but too large once it is unpacked', async () => {
    const packed = envelope(gzipSync(Buffer.alloc(MAX_REQUEST_BYTES + 1)), 1);
    const headers = { ...exchange.headers.alice, 'grpc-encoding': 'gzip' };
    expect(await raw.call(pathOf(placeOrder), packed, headers)).toEqual(tooLarge);
  });

  test.each([
    ['not JSON', '{"symbol":'],
    ['a field that there is not', '{"symbol":"NEW","tick":"1"}'],
    ['a number that is not whole', '{"symbol":"NEW","tickSize":1.5}'],
    ['text where a number belongs', '{"symbol":"NEW","instrumentId":"one"}'],
    [
      'JSON text that is not UTF-8',
      Buffer.from([...Buffer.from('{"symbol":"NEW","description":"'), 0xc3, 0x28, 0x22, 0x7d]),
    ],
    ['an unpaired surrogate', '{"symbol":"NEW","description":"\\ud800"}'],
  ])('%s', async (_what, body) => {
    expect(await callJson(pathOf(createInstrument), body)).toEqual(malformed);
  });

  test('JSON that is too large', async () => {
    expect(await callJson(pathOf(createInstrument), ' '.repeat(MAX_ADMIN_REQUEST_BYTES + 1))).toEqual(
      tooLarge,
    );
  });

  async function callJson(path: string, body: string | Buffer): Promise<Outcome> {
    const response = await fetch(exchange.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...exchange.headers.admin },
      body,
    });
    const answer: unknown = await response.json();
    if (response.ok) return { code: 'OK', reason: '', field: '' };
    const fallback = new ConnectError(response.statusText, Code.Unknown);
    return outcomeOf(errorFromJson(JSON.parse(JSON.stringify(answer)), undefined, fallback));
  }
});
