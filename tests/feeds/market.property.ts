import { fromBinary, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SnapshotChunkSchema } from '../../gen/redleaf/journal/v1/snapshot_pb.ts';
import { CANDLE_INTERVALS, CandleInterval } from '../../src/domain/candle.ts';
import { ExchangeState } from '../../src/exchange/exchange-state.ts';
import { Feeds } from '../../src/feeds/feeds.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';
import { TradingDays } from '../../src/market/trading-days.ts';
import { restoreChunk, snapshotChunks } from '../../src/recovery/snapshot-content.ts';
import { handFrame } from '../events/hand-frame.ts';
import { INSTRUMENT } from '../exchange/test-exchange.ts';
import { candlesOf, type SequencedTrade, secondsOf, totalsOf, trades } from '../market/trades.ts';

const CAMPAIGN = Number(process.env['CAMPAIGN'] ?? 1);
const MINUTE = 60;
const timeZone = fc.constantFrom('UTC', 'Europe/Zurich', 'Asia/Kathmandu');

function newFeeds(zone: string): Feeds {
  return new Feeds({ epoch: 1, retained: 10, heartbeatMs: 0, days: new TradingDays(zone) });
}

function listed(zone: string): Feeds {
  const feeds = newFeeds(zone);
  handFrame(feeds.fold, 1, [{ kind: 'instrumentCreated', record: { instrument: INSTRUMENT } }]);
  return feeds;
}

function fold(feeds: Feeds, some: readonly SequencedTrade[]): void {
  for (const trade of some) {
    const event = { kind: 'tradeImported' as const, record: { trade } };
    handFrame(feeds.fold, trade.sequence, [event], { timeNs: trade.transactTimeNs });
  }
}

/** As a restart does it, through the bytes of a snapshot. */
function restored(feeds: Feeds, zone: string): Feeds {
  const again = newFeeds(zone);
  const state = new ExchangeState(new BatchEncoder());
  const { sequence, timeNs } = feeds;
  again.beginRestore(sequence, timeNs);
  for (const chunk of snapshotChunks(feeds, state.clientOrderIds)) {
    const stored = fromBinary(SnapshotChunkSchema, toBinary(SnapshotChunkSchema, chunk));
    restoreChunk(stored, state, again);
  }
  again.endRestore(sequence, timeNs);
  return again;
}

function marketOf(feeds: Feeds) {
  const market = feeds.market(INSTRUMENT.instrumentId);
  if (market === undefined) throw new Error('the instrument is not listed');
  return market;
}

function contentOf(feeds: Feeds, nowNs: bigint) {
  const market = marketOf(feeds);
  const { lastTrade, ...statistics } = market.statistics(nowNs);
  const last = lastTrade && {
    price: lastTrade.price,
    quantity: lastTrade.quantity,
    maker: lastTrade.makerPartyNumber,
    taker: lastTrade.takerPartyNumber,
    side: lastTrade.aggressorSide,
    timeNs: lastTrade.transactTimeNs,
    sequence: lastTrade.sequence,
  };
  return { candles: CANDLE_INTERVALS.map((interval) => market.candle(interval)), ...statistics, last };
}

/** The same, from the list of all trades. */
function expectedOf(all: readonly SequencedTrade[], nowNs: bigint, days: TradingDays) {
  const last = all.at(-1);
  const seconds = secondsOf(all);
  const now = Math.max(Number(nowNs / 1_000_000_000n), Number((last?.transactTimeNs ?? 0n) / 1_000_000_000n));
  const from = now - (now % MINUTE) - 86_400;
  const within = all.filter((_, index) => (seconds[index] ?? 0) >= from);
  const before = all.filter((_, index) => (seconds[index] ?? 0) < from);
  const first = seconds.find((each) => each >= from) ?? 0;
  return {
    candles: CANDLE_INTERVALS.map((interval) => candlesOf(all, interval, days).at(-1)),
    lastDay: within.length === 0 ? undefined : { openSeconds: first - (first % MINUTE), ...totalsOf(within) },
    referencePrice: before.at(-1)?.price ?? within[0]?.price,
    last: last && {
      price: last.price,
      quantity: last.quantity,
      maker: last.makerPartyNumber,
      taker: last.takerPartyNumber,
      side: last.aggressorSide,
      timeNs: last.transactTimeNs,
      sequence: last.sequence,
    },
  };
}

it('candles and statistics are those of the list of trades, live and after any restart, in whatever time zone', () => {
  const later = fc.bigInt({ min: -1_000_000_000n, max: 30n * 3_600_000_000_000n });
  fc.assert(
    fc.property(trades, fc.nat(), timeZone, timeZone, later, (all, cut, zone, zoneBefore, wait) => {
      const live = listed(zoneBefore);
      const at = cut % (all.length + 1);
      fold(live, all.slice(0, at));
      // A restart may set another time zone.
      const again = restored(live, zone);
      const replayed = listed(zone);
      fold(replayed, all.slice(0, at));
      for (const feeds of [again, replayed]) {
        const days = new TradingDays(zone);
        const nowNs = (all[at - 1]?.transactTimeNs ?? 0n) + (wait > 0n ? wait : 0n);
        expect(contentOf(feeds, nowNs)).toEqual(expectedOf(all.slice(0, at), nowNs, days));
        fold(feeds, all.slice(at));
        const endNs = (all.at(-1)?.transactTimeNs ?? 0n) + wait;
        expect(contentOf(feeds, endNs)).toEqual(expectedOf(all, endNs, days));
      }
    }),
    { numRuns: 400 * CAMPAIGN },
  );
});

it('who watches sees every candle that changed, in its final or present state', () => {
  const takes = fc.array(fc.boolean(), { minLength: 60, maxLength: 60 });
  const interval = fc.constantFrom(...CANDLE_INTERVALS);
  fc.assert(
    fc.property(trades, takes, fc.nat(), interval, (all, isTaken, cut, each) => {
      const feeds = listed('UTC');
      const at = cut % (all.length + 1);
      fold(feeds, all.slice(0, at));
      const seen = new Map<number, unknown>();
      const first = marketOf(feeds).candle(each);
      if (first !== undefined) seen.set(first.openSeconds, first);
      const watch = marketOf(feeds).watch(each);
      let sequence = feeds.sequence;
      const take = () => {
        for (const candle of watch.changedAfter(sequence) ?? []) {
          expect(candle.sequence).toBeGreaterThan(sequence);
          seen.set(candle.openSeconds, candle);
        }
        sequence = feeds.sequence;
      };
      all.slice(at).forEach((trade, index) => {
        fold(feeds, [trade]);
        if (isTaken[index]) take();
      });
      take();
      const expected = candlesOf(all, each, new TradingDays()).filter(
        ({ openSeconds }) => openSeconds >= (first?.openSeconds ?? 0),
      );
      expect([...seen.values()]).toEqual(expected);
      watch.close();
    }),
    { numRuns: 200 * CAMPAIGN },
  );
});

it('tells a watcher who fell too far behind to begin again, and keeps nothing for those who left', () => {
  const feeds = listed('UTC');
  const market = marketOf(feeds);
  const trade = (index: number): SequencedTrade => ({
    ...{ tradeId: index, instrumentId: 1, price: 1, quantity: 1, aggressorSide: 1, sequence: 10 + index },
    ...{ makerOrderId: 1, makerPartyNumber: 1, makerLeavesQuantity: 0 },
    ...{ takerOrderId: 2, takerPartyNumber: 2, takerLeavesQuantity: 0 },
    transactTimeNs: BigInt(index) * 1_000_000_000n,
  });
  const watch = market.watch(CandleInterval.Second);
  const other = market.watch(CandleInterval.Second);
  fold(
    feeds,
    Array.from({ length: 901 }, (_, index) => trade(index)),
  );
  expect(watch.changedAfter(0)).toHaveLength(901);
  fold(feeds, [trade(901)]);
  expect(watch.changedAfter(0)).toBeUndefined();
  expect(watch.changedAfter(10)).toHaveLength(901);
  watch.close();
  watch.close();
  expect(other.changedAfter(10)).toHaveLength(901);
  other.close();
  const anew = market.watch(CandleInterval.Second);
  expect(anew.changedAfter(feeds.sequence)).toEqual([]);
  anew.close();
});
