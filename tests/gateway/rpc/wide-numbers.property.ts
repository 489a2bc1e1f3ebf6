import { fromBinary, toBinary, toJson } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExecutionReportSchema } from '../../../gen/redleaf/v1/execution_pb.ts';
import { CandleSchema, OrderBookSchema, StatisticsSchema } from '../../../gen/redleaf/v1/market_data_pb.ts';
import { PositionSchema } from '../../../gen/redleaf/v1/position_pb.ts';
import { CandleInterval } from '../../../src/domain/candle.ts';
import { Side } from '../../../src/domain/order.ts';
import { Feeds } from '../../../src/feeds/feeds.ts';
import { orderText, tradeText } from '../../../src/gateway/rest/json-text.ts';
import { fromCandle, fromPosition, statisticsOf } from '../../../src/gateway/rpc/convert-market.ts';
import {
  fromBookSnapshot,
  fromExecution,
  fromQueuePlace,
} from '../../../src/gateway/rpc/convert-responses.ts';
import { orderBookText } from '../../../src/gateway/rpc/order-book-text.ts';
import { toSum } from '../../../src/market/sum.ts';
import type { LoggedEvent } from '../../engine/event-log.ts';
import { accepted, rested, traded } from '../../engine/events.ts';
import { handFrame } from '../../events/hand-frame.ts';
import { INSTRUMENT } from '../../exchange/test-exchange.ts';

const MOST = Number.MAX_SAFE_INTEGER;
/** Numbers at which a 32-bit integer or a double would round or overflow, and any others. */
const amount = fc.oneof(
  fc.constantFrom(1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 + 1, 2 ** 52 + 1, MOST - 1, MOST),
  fc.integer({ min: 1, max: MOST }),
);
/** What parties had traded before: sums at which 64 bits would overflow, and any others. */
const sum = fc.oneof(
  fc.constantFrom(0n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n),
  fc.bigInt({ min: 0n, max: 2n ** 100n }),
);
const fills = fc.array(fc.record({ price: amount, quantity: amount }), { minLength: 1, maxLength: 8 });
const NO_TURNS = { next: async () => {} };

function viewsOf(...frames: readonly (readonly LoggedEvent[])[]): Feeds {
  const feeds = new Feeds({ epoch: 1, retained: 1_000, heartbeatMs: 0 });
  const party = (partyNumber: number): LoggedEvent => ({
    kind: 'partyCreated',
    record: { party: { partyNumber, partyId: `p${partyNumber}`, partyName: '', isAdmin: false } },
  });
  const listing = [
    { kind: 'instrumentCreated' as const, record: { instrument: INSTRUMENT } },
    party(1),
    party(2),
  ];
  for (const events of [listing, ...frames])
    handFrame(feeds.fold, feeds.sequence + 1, events, { timeNs: 1n });
  feeds.publish();
  return feeds;
}

/**
 * One maker for each fill, and one taker for each maker.
 *
 * @param before what the taker has bought and the maker has sold on another exchange.
 */
function tradedViews(
  all: readonly { readonly price: number; readonly quantity: number }[],
  before = 0n,
): Feeds {
  const none = { boughtQuantity: 0n, soldQuantity: 0n, boughtNotional: 0n, soldNotional: 0n };
  const imported = (position: object): LoggedEvent => ({
    kind: 'positionImported',
    record: { position: { partyNumber: 1, instrumentId: 1, ...none, ...position } },
  });
  return viewsOf(
    [imported({ boughtQuantity: before }), imported({ partyNumber: 2, soldQuantity: before })],
    ...all.flatMap(({ price, quantity }, index) => {
      const [maker, taker] = [2 * index + 1, 2 * index + 2];
      const terms = { price, quantity };
      const order = { partyNumber: 2, side: Side.Sell, ...terms };
      return [
        [accepted(maker, order), rested(maker, { side: Side.Sell, price, leavesQuantity: quantity })],
        [
          accepted(taker, { partyNumber: 1, ...terms }),
          traded(index + 1, maker, taker, { makerPartyNumber: 2, takerPartyNumber: 1, ...terms }),
        ],
      ];
    }),
  );
}

test('orders, reports and trades have every digit, as messages and as text', () => {
  fc.assert(
    fc.property(fills, (all) => {
      const feeds = tradedViews(all);
      const reports = feeds.executions.latest(0, 1_000).filter(({ trade }) => trade !== undefined);
      expect(reports).toHaveLength(2 * all.length);
      for (const report of reports) {
        const { price = 0, quantity = 0 } = all[(report.trade?.tradeId ?? 0) - 1] ?? {};
        const bytes = toBinary(ExecutionReportSchema, fromExecution(report, feeds.directory));
        expect(fromBinary(ExecutionReportSchema, bytes)).toMatchObject({
          lastPrice: BigInt(price),
          lastQuantity: BigInt(quantity),
          order: { price: BigInt(price), quantity: BigInt(quantity), cumQuantity: BigInt(quantity) },
        });
        expect(fromBinary(ExecutionReportSchema, bytes).order?.averagePrice).toBe(price);
        expect(report.progress.notional).toBe(BigInt(price) * BigInt(quantity));
        expect(orderText(report, feeds.directory)).toContain(
          `"price_cents":${price},"quantity":${quantity},`,
        );
        if (report.trade === undefined) continue;
        expect(tradeText(report.trade, feeds.directory)).toContain(
          `"price_cents":${BigInt(price)},"quantity":${BigInt(quantity)},`,
        );
      }
    }),
  );
});

test('candles, statistics and positions are the exact sums', () => {
  fc.assert(
    fc.property(fills, sum, (all, before) => {
      const feeds = tradedViews(all, before);
      const volume = all.reduce((sum, { quantity }) => sum + BigInt(quantity), 0n);
      const value = all.reduce((sum, { price, quantity }) => sum + BigInt(price) * BigInt(quantity), 0n);
      const candle = feeds.market(1)?.candle(CandleInterval.Day);
      if (candle === undefined) throw new Error('there were trades');
      const candleMessage = fromCandle(candle, 1, CandleInterval.Day);
      expect(fromBinary(CandleSchema, toBinary(CandleSchema, candleMessage))).toMatchObject({
        volume: String(volume),
        value: String(value),
      });
      expect(toJson(CandleSchema, candleMessage)).toMatchObject({
        volume: String(volume),
        value: String(value),
      });
      const statistics = statisticsOf(feeds, 1, feeds.directory);
      const held = before + volume;
      expect(fromBinary(StatisticsSchema, toBinary(StatisticsSchema, statistics))).toMatchObject({
        volume: String(volume),
        openInterest: String(held),
      });
      const positions = feeds.positions
        .all(0, 2)
        .map((one) => fromPosition(feeds.valued(one), feeds.directory));
      const read = positions.map((one) => fromBinary(PositionSchema, toBinary(PositionSchema, one)));
      expect(read).toMatchObject([
        { netQuantity: String(held), boughtQuantity: String(held), boughtNotional: String(value) },
        { netQuantity: String(-held), soldQuantity: String(held), soldNotional: String(value) },
      ]);
      const texts = positions.map((one) => toJson(PositionSchema, one));
      expect(texts).toMatchObject([{ boughtQuantity: String(held) }, { netQuantity: String(-held) }]);
    }),
  );
});

test('levels are the exact sums of their orders, as messages and as text', async () => {
  await fc.assert(
    fc.asyncProperty(amount, fc.array(amount, { minLength: 1, maxLength: 8 }), async (price, quantities) => {
      const feeds = viewsOf(
        ...quantities.map((quantity, index) => [
          accepted(index + 1, { price, quantity }),
          rested(index + 1, { price, leavesQuantity: quantity }),
        ]),
      );
      const quantity = quantities.reduce((sum, one) => sum + BigInt(one), 0n);
      const snapshot = feeds.book(1)?.snapshot();
      if (snapshot === undefined) throw new Error('the instrument is listed');
      const book = fromBinary(OrderBookSchema, toBinary(OrderBookSchema, fromBookSnapshot(snapshot)));
      expect(book.bids).toMatchObject([{ price: BigInt(price), quantity: String(quantity) }]);
      expect(await orderBookText(snapshot, NO_TURNS)).toContain(
        `"bids":[{"price":"${price}","quantity":"${quantity}","orderCount":${quantities.length}}]`,
      );
      const place = feeds.queues.watch(1).changes().at(-1);
      const ahead = quantity - BigInt(quantities.at(-1) ?? 0);
      expect(place && fromQueuePlace(place).quantityAhead).toBe(String(ahead));
    }),
  );
});

test('a candle of any volume has every digit', () => {
  fc.assert(
    fc.property(sum, sum, (volume, value) => {
      const prices = { openPrice: 1, highPrice: 1, lowPrice: 1, closePrice: 1 };
      const candle = { openSeconds: 0, ...prices, volume: toSum(volume), value: toSum(value) };
      const message = fromCandle({ ...candle, tradeCount: 1, sequence: 1 }, 1, CandleInterval.Day);
      expect(fromBinary(CandleSchema, toBinary(CandleSchema, message))).toMatchObject({
        ...{ volume: String(volume), value: String(value) },
      });
    }),
  );
});
