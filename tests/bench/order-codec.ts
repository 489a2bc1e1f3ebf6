import { performance } from 'node:perf_hooks';
import { create, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { readOrderEntryRequest, readPlaceOrderRequest } from '../../gen/redleaf/v1/order_service_codec.ts';
import {
  OrderEntryRequestSchema,
  OrderEntryResponseSchema,
  PlaceOrderRequestSchema,
  PlaceOrderResponseSchema,
} from '../../gen/redleaf/v1/order_service_pb.ts';
import type { Placed } from '../../src/domain/command.ts';
import { OrderStatus, OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import { fromPlaced, fromReplies } from '../../src/gateway/rpc/convert-responses.ts';
import { decodeRequest } from '../../src/gateway/rpc/lane/decode-request.ts';
import { encodePlaced, encodeReplies } from '../../src/gateway/rpc/lane/encode-replies.ts';
import { BINARY_OPTIONS } from '../../src/gateway/rpc/message-limits.ts';

/*
 * Measures the codec of orders against protobuf-es on the same bytes: processor time of each order, alone and in frames. The two
 * take turns, and the median of their rounds counts.
 */

const ORDERS = 64;
const ROUNDS = 15;
const ROUND_MS = 60;
const EPOCH = 1_767_225_600_123_456_789n;

type PlaceOrderRequest = MessageShape<typeof PlaceOrderRequestSchema>;

function request(index: number): PlaceOrderRequest {
  return create(PlaceOrderRequestSchema, {
    instrumentId: 1 + (index % 8),
    side: index % 2 === 0 ? Side.Buy : Side.Sell,
    orderType: OrderType.Limit,
    timeInForce: TimeInForce.GoodTillCanceled,
    price: BigInt(10_000 + index),
    quantity: 100n,
    clientOrderId: `client-${1_000_000 + index}`,
  });
}

/** Every fourth trades. */
function reply(index: number): Placed {
  const fill = {
    price: 10_000,
    quantity: 40,
    makerOrderId: index,
    makerPartyNumber: 7,
    makerLeavesQuantity: 60,
  };
  const fills = index % 4 === 0 ? [{ tradeId: 5_000_000 + index, ...fill }] : [];
  return {
    kind: 'placed',
    orderId: 40_000_000 + index,
    clientOrderId: `client-${1_000_000 + index}`,
    orderStatus: fills.length === 0 ? OrderStatus.New : OrderStatus.PartiallyFilled,
    leavesQuantity: 100 - 40 * fills.length,
    cumQuantity: 40 * fills.length,
    canceledQuantity: 0,
    cancelReason: undefined,
    fills,
    fillCount: fills.length,
    transactTimeNs: EPOCH + BigInt(index) * 1_000n,
    sequence: 90_000_000 + index,
    isRepeat: false,
  };
}

/** Nanoseconds of the processor for each order, in one round. */
function round(action: () => void): number {
  const before = process.cpuUsage();
  const end = performance.now() + ROUND_MS;
  let calls = 0;
  for (; performance.now() < end; calls += 1) action();
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1_000) / (calls * ORDERS);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function compare(what: string, ours: () => void, library: () => void): void {
  const [own, others]: [number[], number[]] = [[], []];
  for (let count = 0; count < ROUNDS; count += 1) {
    own.push(round(ours));
    others.push(round(library));
  }
  const [generated, protobufEs] = [median(own), median(others)];
  table.push({
    what,
    'ns an order': Math.round(generated),
    'ns with protobuf-es': Math.round(protobufEs),
    ratio: Number((generated / protobufEs).toFixed(3)),
  });
}

const table: Record<string, string | number>[] = [];
const requests = Array.from({ length: ORDERS }, (_, index) => request(index));
const replies = Array.from({ length: ORDERS }, (_, index) => reply(index));
const single = requests.map((message) => Buffer.from(toBinary(PlaceOrderRequestSchema, message)));
const commands = requests.map((value) => ({ command: { case: 'place' as const, value } }));
const frame = Buffer.from(toBinary(OrderEntryRequestSchema, create(OrderEntryRequestSchema, { commands })));

compare(
  'PlaceOrderRequest decoded',
  () => {
    for (const bytes of single) decodeRequest(PlaceOrderRequestSchema, readPlaceOrderRequest, bytes);
  },
  () => {
    for (const bytes of single) fromBinary(PlaceOrderRequestSchema, bytes, BINARY_OPTIONS);
  },
);
compare(
  `OrderEntryRequest of ${ORDERS} decoded`,
  () => decodeRequest(OrderEntryRequestSchema, readOrderEntryRequest, frame),
  () => fromBinary(OrderEntryRequestSchema, frame, BINARY_OPTIONS),
);
compare(
  'PlaceOrderResponse encoded',
  () => {
    for (const placed of replies) encodePlaced(placed, EPOCH);
  },
  () => {
    for (const placed of replies) toBinary(PlaceOrderResponseSchema, fromPlaced(placed, EPOCH));
  },
);
compare(
  `OrderEntryResponse of ${ORDERS} encoded`,
  () => encodeReplies(replies, EPOCH),
  () => toBinary(OrderEntryResponseSchema, fromReplies(replies, EPOCH)),
);
console.table(table);
