import { create, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StreamMarketDataResponseTag } from '../../../../gen/redleaf/v1/market_data_service_codec.ts';
import {
  MarketDataChannel,
  StreamMarketDataResponseSchema,
} from '../../../../gen/redleaf/v1/market_data_service_pb.ts';
import { StreamExecutionsResponseSchema } from '../../../../gen/redleaf/v1/order_service_pb.ts';
import { CandleInterval } from '../../../../src/domain/candle.ts';
import type { Instrument } from '../../../../src/domain/instrument.ts';
import { OrderType, Side, TimeInForce } from '../../../../src/domain/order.ts';
import type { OrderProgress } from '../../../../src/domain/order-progress.ts';
import type { OrderTerms } from '../../../../src/domain/order-terms.ts';
import type { TradeRecord } from '../../../../src/domain/trade.ts';
import type { ChannelContent } from '../../../../src/feeds/channels/channel.ts';
import type { StreamUpdate } from '../../../../src/feeds/channels/market-stream.ts';
import { ExecType, type ExecutionRecord } from '../../../../src/feeds/execution.ts';
import type { MarketStatistics } from '../../../../src/feeds/instrument-market.ts';
import type { ValuedPosition } from '../../../../src/feeds/position-subscription.ts';
import { fromPosition } from '../../../../src/gateway/rpc/convert-market.ts';
import { fromExecution, fromQueuePlace } from '../../../../src/gateway/rpc/convert-responses.ts';
import { EncodedTrades } from '../../../../src/gateway/rpc/encoded-trades.ts';
import { encodeExecutions } from '../../../../src/gateway/rpc/lane/encode-executions.ts';
import { fromStreamUpdate } from '../../../../src/gateway/rpc/market-updates.ts';
import { writeMarketUpdate } from '../../../../src/gateway/rpc/write-market-update.ts';
import type { Candle } from '../../../../src/market/candle.ts';
import { type Sum, toSum } from '../../../../src/market/sum.ts';
import { WireWriter } from '../../../../src/wire/wire-writer.ts';
import { envelope } from '../raw-grpc.ts';
import { cancelReason, number, text, uint64 } from './order-replies.ts';

const uint32 = number.map((value) => value % 2 ** 32);
/** The next digit begins at a power of ten. */
const tens = Array.from({ length: 16 }, (_, digits) => 10 ** digits).flatMap((value) => [value - 1, value]);
const sum: fc.Arbitrary<Sum> = fc.oneof(
  number,
  fc.constantFrom(...tens),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 140n }),
);
const signedSum = fc.oneof(
  sum,
  sum.map((value) => toSum(-BigInt(value))),
);
const side = fc.constantFrom(...Object.values(Side));

const trade: fc.Arbitrary<TradeRecord> = fc.record({
  ...{ tradeId: number, sequence: number, instrumentId: uint32, price: number, quantity: number },
  ...{ aggressorSide: side, makerOrderId: number, takerOrderId: number, transactTimeNs: uint64 },
  ...{ makerPartyNumber: fc.nat(2), makerLeavesQuantity: number },
  ...{ takerPartyNumber: fc.nat(2), takerLeavesQuantity: number },
});
const terms: fc.Arbitrary<OrderTerms> = fc.record(
  {
    ...{ partyNumber: fc.nat(2), instrumentId: uint32, side, price: number, quantity: number },
    orderType: fc.constantFrom(...Object.values(OrderType)),
    timeInForce: fc.constantFrom(...Object.values(TimeInForce)),
    ...{ clientOrderId: text, postOnly: fc.boolean(), expireTimeNs: uint64 },
  },
  {
    requiredKeys: [
      ...(['partyNumber', 'instrumentId', 'side', 'price', 'quantity'] as const),
      ...(['orderType', 'timeInForce', 'clientOrderId'] as const),
    ],
  },
);
const progress: fc.Arbitrary<OrderProgress> = fc
  .record({
    ...{ leavesQuantity: number, cumQuantity: number, canceledQuantity: number },
    notional: fc.bigInt({ min: 0n, max: 2n ** 106n }),
    ...{ acceptTimeNs: uint64, transactTimeNs: uint64, reason: cancelReason },
  })
  .map(({ reason, ...rest }) => (reason === undefined ? rest : { ...rest, cancelReason: reason }));
const execution: fc.Arbitrary<ExecutionRecord> = fc.record({
  ...{ orderId: number, terms, progress, cancelReason },
  sequence: fc.nat({ max: 2 ** 51 }),
  execType: fc.constantFrom(...Object.values(ExecType)),
  trade: fc.option(trade, { nil: undefined }),
});
/** The maker's report of a trade has the maker's order. */
const executions = fc
  .array(fc.tuple(execution, fc.boolean()), { maxLength: 8 })
  .map((all) =>
    all.map(([one, isOfMaker]) =>
      isOfMaker && one.trade !== undefined ? { ...one, orderId: one.trade.makerOrderId } : one,
    ),
  );
const position: fc.Arbitrary<ValuedPosition> = fc.record({
  position: fc.record({
    ...{ partyNumber: fc.nat(2), instrumentId: uint32, sequence: number },
    ...{ boughtQuantity: sum, soldQuantity: sum, boughtNotional: sum, soldNotional: sum },
    ...{ netQuantity: signedSum, openNotional: signedSum },
  }),
  lastPrice: fc.option(number, { nil: undefined }),
});
const place = fc.record({ orderId: number, ordersAhead: uint32, quantityAhead: sum });

const level = fc.record({ price: number, quantity: sum, orderCount: uint32 });
const change = fc.record({ price: number, quantity: sum, orderCount: uint32, isNew: fc.boolean() });
const candle: fc.Arbitrary<Candle> = fc.record({
  openSeconds: fc.nat({ max: 2 ** 34 }),
  ...{ openPrice: number, highPrice: number, lowPrice: number, closePrice: number },
  ...{ volume: sum, value: sum, tradeCount: number, sequence: number },
});
const instrument: fc.Arbitrary<Instrument> = fc.record({
  ...{ instrumentId: uint32, symbol: text, description: text, priceScale: uint32, quantityScale: uint32 },
  ...{ tickSize: number, lotSize: number, minPrice: number, maxPrice: number, maxQuantity: number },
});
const statistics: fc.Arbitrary<MarketStatistics> = fc.record({
  lastTrade: fc.option(trade, { nil: undefined }),
  referencePrice: fc.option(number, { nil: undefined }),
  lastDay: fc.option(candle, { nil: undefined }),
});
const content: fc.Arbitrary<ChannelContent> = fc.oneof(
  fc.record({
    kind: fc.constant('bestBidOffer' as const),
    bid: fc.option(level, { nil: undefined }),
    ask: fc.option(level, { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('orderBook' as const),
    levels: fc.record({
      bids: fc.array(change, { maxLength: 30 }),
      asks: fc.array(change, { maxLength: 30 }),
    }),
  }),
  fc.record({ kind: fc.constant('trades' as const), trades: fc.array(trade, { maxLength: 10 }) }),
  fc.record({
    kind: fc.constant('candles' as const),
    interval: fc.constantFrom(...Object.values(CandleInterval)),
    candles: fc.array(candle, { maxLength: 5 }),
  }),
  fc.constant({ kind: 'statistics' as const }),
  fc.record({
    kind: fc.constant('instruments' as const),
    instruments: fc.array(instrument, { maxLength: 5 }),
  }),
  fc.constant({ kind: 'heartbeat' as const }),
);
const update: fc.Arbitrary<StreamUpdate> = fc.record({
  ...{ subscriptionId: uint32, channel: fc.constantFrom(...Object.values(MarketDataChannel)) },
  update: fc.record({
    ...{ instrumentId: uint32, previousSequence: number, sequence: number },
    ...{ isSnapshot: fc.boolean(), content },
  }),
});

/** One is named, the others are not. */
function partiesOf(partyId: string) {
  const party = { partyNumber: 1, partyId, partyName: '', isAdmin: false };
  return { party: (partyNumber: number) => (partyNumber === 1 ? party : undefined) };
}

test('executions are byte for byte what protobuf-es writes', () => {
  const message = fc.record({
    ...{ sequence: number, entries: executions },
    queuePlaces: fc.array(place, { maxLength: 5 }),
  });
  fc.assert(
    fc.property(
      ...[message, fc.array(position, { maxLength: 3 }), uint64, text],
      (sent, positions, epoch, partyId) => {
        const parties = partiesOf(partyId);
        const expected = create(StreamExecutionsResponseSchema, {
          ...{ epoch, sequence: BigInt(sent.sequence) },
          executions: sent.entries.map((one) => fromExecution(one, parties)),
          positions: positions.map((one) => fromPosition(one, parties)),
          queuePositions: sent.queuePlaces.map(fromQueuePlace),
        });
        expect(encodeExecutions(sent, positions, epoch, parties)).toEqual(
          envelope(toBinary(StreamExecutionsResponseSchema, expected)),
        );
      },
    ),
    { numRuns: 1_000 },
  );
});

test('updates of market data are byte for byte what protobuf-es writes', () => {
  const wire = new WireWriter();
  fc.assert(
    fc.property(
      ...[fc.array(update, { maxLength: 5 }), fc.option(statistics, { nil: undefined }), number, sum, text],
      (updates, current, epoch, openInterest, partyId) => {
        const feeds = {
          epoch,
          market: () => current && { statistics: () => current },
          positions: { openInterest: () => openInterest },
          clock: { now: () => 0n },
        };
        const options = { feeds, parties: partiesOf(partyId), trades: new EncodedTrades() };
        const expected = create(StreamMarketDataResponseSchema, {
          updates: updates.map((one) => fromStreamUpdate(one, options)),
        });
        for (const one of updates) {
          const start = wire.open(StreamMarketDataResponseTag.updates);
          writeMarketUpdate(wire, one, options);
          wire.close(start);
        }
        expect(wire.copy()).toEqual(Buffer.from(toBinary(StreamMarketDataResponseSchema, expected)));
      },
    ),
    { numRuns: 1_000 },
  );
});
