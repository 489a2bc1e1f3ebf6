import { performance } from 'node:perf_hooks';
import { create, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { StreamMarketDataResponseTag } from '../../gen/redleaf/v1/market_data_service_codec.ts';
import {
  MarketDataChannel,
  StreamMarketDataResponseSchema,
} from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { readOrderEntryRequest, readPlaceOrderRequest } from '../../gen/redleaf/v1/order_service_codec.ts';
import {
  OrderEntryRequestSchema,
  OrderEntryResponseSchema,
  PlaceOrderRequestSchema,
  PlaceOrderResponseSchema,
  StreamExecutionsResponseSchema,
} from '../../gen/redleaf/v1/order_service_pb.ts';
import { CandleInterval } from '../../src/domain/candle.ts';
import type { Placed } from '../../src/domain/command.ts';
import { OrderStatus, OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { TradeRecord } from '../../src/domain/trade.ts';
import type { ChannelContent } from '../../src/feeds/channels/channel.ts';
import type { StreamUpdate } from '../../src/feeds/channels/market-stream.ts';
import { ExecType, type ExecutionRecord, executionOf, fillOf } from '../../src/feeds/execution.ts';
import { fromExecution, fromPlaced, fromReplies } from '../../src/gateway/rpc/convert-responses.ts';
import { EncodedTrades } from '../../src/gateway/rpc/encoded-trades.ts';
import { decodeRequest } from '../../src/gateway/rpc/lane/decode-request.ts';
import { encodeExecutions } from '../../src/gateway/rpc/lane/encode-executions.ts';
import { encodePlaced, encodeReplies } from '../../src/gateway/rpc/lane/encode-replies.ts';
import { beginEnvelope, finishEnvelope, wire } from '../../src/gateway/rpc/lane/envelope-writer.ts';
import { fromStreamUpdate } from '../../src/gateway/rpc/market-updates.ts';
import { BINARY_OPTIONS } from '../../src/gateway/rpc/message-limits.ts';
import { writeMarketUpdate } from '../../src/gateway/rpc/write-market-update.ts';

/*
 * Measures the generated codecs against protobuf-es on the same bytes: processor time of each order, alone and in frames, of each
 * execution, and of each update of market data. The two take turns, and the median of their rounds counts.
 */

const ORDERS = 64;
const ROUNDS = 15;
const ROUND_MS = 60;
const EPOCH = 1_767_225_600_123_456_789n;

const PARTY = { partyNumber: 1, partyId: 'party-1', partyName: '', isAdmin: false };
const PARTIES = { party: () => PARTY };
const STATISTICS = { lastTrade: trade(1), referencePrice: 9_900, lastDay: undefined };
const MARKET = {
  feeds: {
    epoch: 1_767_225_600_123_456,
    market: () => ({ statistics: () => STATISTICS }),
    ...{ positions: { openInterest: () => 1_000 }, clock: { now: () => EPOCH } },
  },
  ...{ parties: PARTIES, trades: new EncodedTrades() },
};

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

/** Every fourth is a trade. */
function execution(index: number): ExecutionRecord {
  const [price, quantity, side] = [10_000 + index, 100, Side.Buy];
  const terms = {
    ...{ partyNumber: 1, instrumentId: 1, side, price, quantity, clientOrderId: `client-${index}` },
    ...{ orderType: OrderType.Limit, timeInForce: TimeInForce.GoodTillCanceled },
  };
  const progress = {
    ...{ leavesQuantity: 100, cumQuantity: 0, canceledQuantity: 0, notional: 0n },
    ...{ acceptTimeNs: EPOCH, transactTimeNs: EPOCH },
  };
  const order = { orderId: 40_000_000 + index, terms, progress };
  return index % 4 === 0 ? fillOf(order, trade(index)) : executionOf(order, index, ExecType.New);
}

function trade(index: number): TradeRecord {
  return {
    ...{ tradeId: 5_000_000 + index, sequence: 90_000_000 + index, instrumentId: 1, price: 10_000 },
    ...{ quantity: 40, aggressorSide: Side.Buy, makerOrderId: index, takerOrderId: index + 1 },
    ...{ makerPartyNumber: 1, makerLeavesQuantity: 0, takerPartyNumber: 1, takerLeavesQuantity: 0 },
    transactTimeNs: EPOCH,
  };
}

/** Of four channels in turn, as a reader gets them who is the only one as far. */
function update(index: number): StreamUpdate {
  const level = { price: 10_000 + index, quantity: 1_000, orderCount: 3 };
  const candle = {
    ...{ openSeconds: 1_767_225_600, openPrice: 1, highPrice: 9, lowPrice: 1, closePrice: 2 },
    ...{ volume: 1_000_000, value: 10_000_000_000, tradeCount: 7, sequence: 90_000_000 },
  };
  const contents: readonly ChannelContent[] = [
    { kind: 'bestBidOffer', bid: level, ask: level },
    { kind: 'trades', trades: [trade(index)] },
    { kind: 'candles', interval: CandleInterval.Minute, candles: [candle] },
    { kind: 'statistics' },
  ];
  const content = contents[index % contents.length] ?? { kind: 'heartbeat' };
  const sequences = { previousSequence: 90_000_000, sequence: 90_000_001 };
  return {
    ...{ subscriptionId: 1, channel: MarketDataChannel.TRADES },
    update: { instrumentId: 1, ...sequences, isSnapshot: false, content },
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
    'ns each': Math.round(generated),
    'ns with protobuf-es': Math.round(protobufEs),
    ratio: Number((generated / protobufEs).toFixed(3)),
  });
}

const table: Record<string, string | number>[] = [];
const requests = Array.from({ length: ORDERS }, (_, index) => request(index));
const replies = Array.from({ length: ORDERS }, (_, index) => reply(index));
const single = requests.map((message) => Buffer.from(toBinary(PlaceOrderRequestSchema, message)));
const executions = Array.from({ length: ORDERS }, (_, index) => execution(index));
const updates = Array.from({ length: ORDERS }, (_, index) => update(index));
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
compare(
  `StreamExecutionsResponse of ${ORDERS} encoded`,
  () => encodeExecutions({ sequence: 1, entries: executions }, [], EPOCH, PARTIES),
  () =>
    toBinary(
      StreamExecutionsResponseSchema,
      create(StreamExecutionsResponseSchema, {
        ...{ sequence: 1n, epoch: EPOCH },
        executions: executions.map((one) => fromExecution(one, PARTIES)),
      }),
    ),
);
compare(
  'StreamMarketDataResponse of an update encoded',
  () => {
    for (const update of updates) {
      beginEnvelope();
      const start = wire.open(StreamMarketDataResponseTag.updates);
      writeMarketUpdate(wire, update, MARKET);
      wire.close(start);
      finishEnvelope();
    }
  },
  () => {
    for (const update of updates) {
      const message = { updates: [fromStreamUpdate(update, MARKET)] };
      toBinary(StreamMarketDataResponseSchema, create(StreamMarketDataResponseSchema, message));
    }
  },
);
console.table(table);
