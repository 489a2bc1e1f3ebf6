import {
  create,
  type DescMethod,
  isMessage,
  type Message,
  type MessageInitShape,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { pathToString, type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { createValidator } from '@bufbuild/protovalidate';
import { ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AdminService } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import { HistoryService } from '../../../gen/redleaf/v1/history_service_pb.ts';
import { CandleInterval } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { MarketDataChannel, MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderReferenceSchema, OrderType, Side } from '../../../gen/redleaf/v1/order_pb.ts';
import {
  OrderCommandSchema,
  type OrderEntryRequest,
  OrderEntryRequestSchema,
  OrderService,
} from '../../../gen/redleaf/v1/order_service_pb.ts';
import { PositionService } from '../../../gen/redleaf/v1/position_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { MAX_PRICE } from '../../../src/domain/limits.ts';
import { DescribedApi } from '../../openapi/described-api.ts';
import { ExchangeUnderTest, PASSWORD } from '../running-exchange.ts';
import { byId, order, pathOf } from './bad-rows.ts';
import { envelope, type Outcome, outcomeOf, RawGrpc } from './raw-grpc.ts';
import { type Probe, probesOf, type Surroundings } from './rule-probes.ts';

/*
 * The checks of the exchange agree with the rules in the contract: a value that just keeps a rule is not refused for its field,
 * and a value that just breaks it is refused with the field's name. Protovalidate decides which value keeps a rule.
 */

/** An instrument of usual prices, one of the largest quantities, and one of the highest prices: none has all. */
const USUAL = 1;
const WIDE_QUANTITY = 2;
const HIGH_PRICE = 3;
const TOP = BigInt(MAX_PRICE);
/** An id that does not exist. */
const NO_ORDER = byId(777n);
const NOBODY = 'nobody';

let exchange: ExchangeUnderTest;
let epoch: bigint;
let streamId = '';
const leave = new AbortController();

beforeAll(async () => {
  exchange = await ExchangeUnderTest.start();
  await exchange.createInstrument('USUAL', {});
  await exchange.createInstrument('WIDE/QUANTITY', { maxPrice: 1n });
  await exchange.createInstrument('HIGH/PRICE', { minPrice: TOP, maxPrice: TOP });
  // Orders 1, 2 and 3, for amends.
  for (const instrumentId of [USUAL, WIDE_QUANTITY, HIGH_PRICE]) {
    const price = instrumentId === HIGH_PRICE ? TOP : 1n;
    const rest = { instrumentId, side: Side.BUY, price, quantity: 1n };
    ({ epoch } = await exchange.placeLimit('alice', rest));
  }
  const marketData = createClient(MarketDataService, createGrpcTransport({ baseUrl: exchange.url }));
  const stream = marketData.streamMarketData({}, { signal: leave.signal });
  const first = await stream[Symbol.asyncIterator]().next();
  streamId = first.value?.streamId ?? '';
});
afterAll(async () => {
  leave.abort();
  await exchange.stop();
});

let serial = 0;

/** A valid request of a method. */
type Base = readonly [method: DescMethod, request: () => Message];
function base<M extends DescMethod>(method: M, init: () => MessageInitShape<M['input']>): Base {
  return [method, () => create<M['input']>(method.input, init())];
}

const instrument = () => ({ instrumentId: USUAL });
const subscription = () => ({
  subscriptionId: 1,
  channel: MarketDataChannel.BEST_BID_OFFER,
  ...instrument(),
});
const nothing = () => ({});

const BASES: readonly Base[] = [
  base(OrderService.method.placeOrder, () => order()),
  base(OrderService.method.amendOrder, () => ({ ...byId(1n), price: 2n })),
  base(OrderService.method.cancelOrder, () => NO_ORDER),
  // Of an instrument that is not listed: the open orders stay for the amends.
  base(OrderService.method.cancelAllOrders, () => ({ instrumentId: 999 })),
  base(OrderService.method.getOrder, () => NO_ORDER),
  base(OrderService.method.listOpenOrders, nothing),
  base(OrderService.method.orderEntry, () => ({
    commands: [create(OrderCommandSchema, { command: { case: 'cancel', value: NO_ORDER } })],
  })),
  base(OrderService.method.streamExecutions, () => ({ epoch })),
  base(MarketDataService.method.listInstruments, nothing),
  base(MarketDataService.method.getOrderBook, instrument),
  base(MarketDataService.method.streamOrderBook, instrument),
  base(MarketDataService.method.streamMarketData, () => ({ subscriptions: [subscription()] })),
  base(MarketDataService.method.updateSubscriptions, () => ({ streamId, add: [subscription()] })),
  base(MarketDataService.method.streamTrades, () => ({ epoch })),
  base(MarketDataService.method.listTrades, nothing),
  base(MarketDataService.method.listCandles, () => ({
    ...instrument(),
    interval: CandleInterval.CANDLE_INTERVAL_1_MINUTE,
  })),
  base(MarketDataService.method.listStatistics, nothing),
  base(MarketDataService.method.replayMulticast, () => ({
    session: 'a',
    firstSequence: 1n,
    lastSequence: 2n,
  })),
  base(AdminService.method.createInstrument, () => ({ symbol: `NEW-${++serial}`, maxPrice: 1_000n })),
  base(AdminService.method.createParty, () => ({ partyId: `new ${++serial}`, password: PASSWORD })),
  base(AdminService.method.listParties, nothing),
  base(AdminService.method.setPassword, () => ({ partyId: NOBODY, password: PASSWORD })),
  base(AdminService.method.disableParty, () => ({ partyId: NOBODY })),
  base(AdminService.method.enableParty, () => ({ partyId: NOBODY })),
  base(AdminService.method.listSessions, nothing),
  base(AdminService.method.endSessions, () => ({ which: { case: 'partyId' as const, value: NOBODY } })),
  base(AdminService.method.advanceClock, () => ({ to: { case: 'durationNs' as const, value: 1n } })),
  base(SessionService.method.login, () => ({ partyId: NOBODY, password: PASSWORD })),
  base(SessionService.method.changePassword, () => ({ currentPassword: 'wrong one', newPassword: PASSWORD })),
  base(HistoryService.method.listOrders, nothing),
  base(HistoryService.method.listFills, nothing),
  base(PositionService.method.listPositions, nothing),
];

const orderOf = (orderId: bigint) =>
  reflect(
    OrderReferenceSchema,
    create(OrderReferenceSchema, { reference: { case: 'orderId', value: orderId } }),
  );

const SURROUNDINGS: Surroundings = {
  inside: {
    // A grouping is a multiple of the tick. With a tick of 1, the highest one is 5 × 10^9.
    'MarketDataSubscription.price_grouping': [0n, 5_000_000_000n],
  },
  beside: {
    'PlaceOrderRequest.price': (price) =>
      price === 0n ? { order_type: OrderType.MARKET } : { instrument_id: price === TOP ? HIGH_PRICE : USUAL },
    'PlaceOrderRequest.quantity': () => ({ instrument_id: WIDE_QUANTITY }),
    'AmendOrderRequest.price': (price) => ({ order: orderOf(price === TOP ? 3n : 1n) }),
    'AmendOrderRequest.quantity': () => ({ order: orderOf(2n) }),
    'MarketDataSubscription.depth': () => ({ channel: MarketDataChannel.ORDER_BOOK }),
    'MarketDataSubscription.price_grouping': () => ({ channel: MarketDataChannel.ORDER_BOOK }),
    'MarketDataSubscription.candle_interval': (interval) =>
      interval === 0 ? {} : { channel: MarketDataChannel.CANDLES },
    'CreateInstrumentRequest.tick_size': () => ({ max_price: TOP }),
    'CreateInstrumentRequest.lot_size': () => ({ max_price: 1n }),
    'CreateInstrumentRequest.min_price': () => ({ max_price: TOP }),
    'CreateInstrumentRequest.max_price': (price) => ({ min_price: price }),
    'CreateInstrumentRequest.max_quantity': () => ({ max_price: 1n }),
  },
  texts: {
    '^[!-~]*$': { inside: ['!~'], outside: ['a b', 'ab\n', 'é', '\u007f'] },
    '^[A-Za-z0-9._/-]*$': { inside: ['A.z_0/9-'], outside: ['A B', 'A+', 'É'] },
    '^[^\\p{Cc}\\p{Cf}\\p{Zs}]+( [^\\p{Cc}\\p{Cf}\\p{Zs}]+)*$': {
      inside: ['É 東 京'],
      outside: ['a  b', ' a', 'a ', 'a\tb', 'a\u00a0b', 'a\u200bb', '\u202ea'],
    },
    '^([^\\p{Cc}\\p{Cf}]|[\\t\\r\\n])*$': {
      inside: ['É  東\r\n\t京 '],
      outside: ['a\u0000', 'a\u0085', 'a\u200bb', '\u202ea'],
    },
  },
};

const BY_METHOD = new Map(BASES);
const METHODS = [
  OrderService,
  MarketDataService,
  AdminService,
  SessionService,
  HistoryService,
  PositionService,
].flatMap(({ methods }) => methods);
const PROBES = probesOf(METHODS, SURROUNDINGS);
const BY_PROBED = Array.from(Map.groupBy(PROBES, ({ method }) => method));
const validator = createValidator();

/** Fields with another name in the exchange's errors than in the contract. */
const NAMES: Readonly<Record<string, string>> = {
  'order.reference': 'order',
  which: 'party_id',
  to: 'time_ns',
};

function requestOf(method: DescMethod, probes: readonly Probe[]): ReflectMessage {
  const right = BY_METHOD.get(method);
  if (right === undefined) throw new Error(`there is no right request of ${method.name}`);
  const request = reflect(method.input, right());
  for (const { apply } of probes) apply(request);
  return request;
}

/** The fields whose rules are broken according to Protovalidate. */
function broken({ desc, message }: ReflectMessage): readonly string[] {
  const { kind, violations = [] } = validator.validate(desc, message);
  expect(kind).not.toBe('error');
  return violations.map(({ field }) => pathToString(field));
}

/** The result of a request. The refusal of a command in a frame is in the answer. */
async function send(method: DescMethod, request: ReflectMessage): Promise<Outcome> {
  const headers = exchange.headers[method.parent === AdminService ? 'admin' : 'alice'];
  const { desc, message } = request;
  if (isMessage(message, OrderEntryRequestSchema)) return sendFrame(message, headers);
  // Use a new connection each time, because the exchange closes one that resets too many streams.
  const raw = new RawGrpc(exchange.url);
  const body = envelope(toBinary(desc, message));
  const outcome = await raw.call(pathOf(method), body, method === SessionService.method.login ? {} : headers);
  raw.close();
  return outcome;
}

async function sendFrame(
  frame: OrderEntryRequest,
  headers: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const orders = createClient(OrderService, createGrpcTransport({ baseUrl: exchange.url }));
  const frames = async function* () {
    yield frame;
  };
  try {
    for await (const { results } of orders.orderEntry(frames(), { headers })) {
      for (const [index, { result }] of results.entries()) {
        if (result.case !== 'refused') continue;
        const { reason, field } = result.value;
        return { code: 'InvalidArgument', reason, field: `commands[${index}].${field}` };
      }
    }
    return { code: 'OK', reason: '', field: '' };
  } catch (error) {
    return outcomeOf(ConnectError.from(error));
  }
}

const OF_A_FIELD = /^FIELD_|^MESSAGE_TOO_LARGE$/;

describe.each(BY_PROBED.map(([method, probes]) => [method.name, method, probes] as const))(
  '%s',
  (_name, method, probes) => {
    test.each(probes)('$path: $what, inside: $isInside', async (probe) => {
      const { path, isInside } = probe;
      const request = requestOf(method, [probe]);
      if (isInside) expect(broken(request)).not.toContain(path);
      else expect(broken(request)).toContain(path);
      const { reason, field } = await send(method, request);
      const isRefused = OF_A_FIELD.test(reason) && field === (NAMES[path] ?? path);
      expect(isRefused, `${reason} ${field}`).toBe(!isInside);
    });
  },
);

test('the right requests break no rule, and there are rules', () => {
  for (const [method] of BASES) expect(broken(requestOf(method, [])), method.name).toEqual([]);
  expect(PROBES.length).toBeGreaterThan(300);
});

test('the OpenAPI document says the same of the unary calls, as far as JSON Schema can', () => {
  const api = DescribedApi.read();
  const found = PROBES.filter(({ method }) => method.methodKind === 'unary').map((probe) => {
    const request = requestOf(probe.method, [probe]);
    return {
      name: `${probe.method.name}.${probe.path}: ${probe.what}`,
      isRight: broken(request).length === 0,
      faults: api.faultsOfRequest('post', pathOf(probe.method), jsonOf(request)),
    };
  });
  expect(found.filter(({ isRight, faults }) => isRight && faults.length > 0)).toEqual([]);
  const missed = found.filter(({ isRight, faults }) => !isRight && faults.length === 0);
  // JSON Schema counts characters instead of bytes, and has no Unicode classes.
  expect(missed.filter(({ name }) => !name.endsWith(' bytes'))).toEqual([]);
});

/** JSON with numbers for 64-bit integers, because JSON Schema does not check bounds of texts. */
function jsonOf({ desc, message }: ReflectMessage): unknown {
  return JSON.parse(JSON.stringify(toJson(desc, message)), (_key, value: unknown) =>
    typeof value === 'string' && /^-?[0-9]+$/.test(value) ? Number(value) : value,
  );
}

test('no request that breaks a rule is taken, whatever else is in it', async () => {
  const changes = fc.constantFrom(...BY_PROBED).chain(([method, probes]) =>
    fc.record({
      method: fc.constant(method),
      changed: fc.uniqueArray(fc.constantFrom(...probes), {
        minLength: 1,
        maxLength: 4,
        selector: ({ path }) => path,
      }),
    }),
  );
  const check = async ({ method, changed }: { method: DescMethod; changed: readonly Probe[] }) => {
    // Change inner fields before the message around them is removed.
    const request = requestOf(
      method,
      changed.toSorted((a, b) => b.path.length - a.path.length),
    );
    if (broken(request).length > 0) expect(await send(method, request)).not.toMatchObject({ code: 'OK' });
  };
  await fc.assert(fc.asyncProperty(changes, check), { numRuns: 100 });
});
