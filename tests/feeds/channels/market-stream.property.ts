import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MarketDataChannel } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { CandleInterval } from '../../../src/domain/candle.ts';
import { Side } from '../../../src/domain/order.ts';
import type { TradeRecord } from '../../../src/domain/trade.ts';
import { BestBidOfferChannel } from '../../../src/feeds/channels/best-bid-offer-channel.ts';
import { CandlesChannel } from '../../../src/feeds/channels/candles-channel.ts';
import type { Channel, ChannelUpdate } from '../../../src/feeds/channels/channel.ts';
import type { MarketStream } from '../../../src/feeds/channels/market-stream.ts';
import { MarketStreams } from '../../../src/feeds/channels/market-streams.ts';
import { OrderBookChannel } from '../../../src/feeds/channels/order-book-channel.ts';
import { StatisticsChannel } from '../../../src/feeds/channels/statistics-channel.ts';
import { TradesChannel } from '../../../src/feeds/channels/trades-channel.ts';
import type { PriceLevel } from '../../../src/feeds/depth-side.ts';
import type { Feeds } from '../../../src/feeds/feeds.ts';
import type { BookLevels } from '../../../src/feeds/snapshot-parts.ts';
import type { Candle } from '../../../src/market/candle.ts';
import { add } from '../../../src/market/sum.ts';
import { SECOND_NS, SteppingClock } from '../../exchange/stepping-clock.ts';
import { limit, testExchange } from '../../exchange/test-exchange.ts';

const never = new AbortController().signal;
const DEPTHS = [1, 3, 1_000];
const STEPS = [0, 5, 10, 50];
const { BEST_BID_OFFER, CANDLES, ORDER_BOOK, STATISTICS, TRADES } = MarketDataChannel;
const KINDS = 10;

/** What a client has of one subscription, made of its updates alone. */
class Received {
  sequence = 0;
  readonly bids = new Map<number, PriceLevel>();
  readonly asks = new Map<number, PriceLevel>();
  readonly trades: TradeRecord[] = [];
  best: readonly (PriceLevel | undefined)[] = [];
  readonly candles = new Map<number, Candle>();

  apply({ previousSequence, sequence, isSnapshot, content }: ChannelUpdate): void {
    expect(previousSequence).toBe(isSnapshot ? 0 : this.sequence);
    expect(sequence).toBeGreaterThanOrEqual(this.sequence);
    this.sequence = sequence;
    if (content.kind === 'bestBidOffer') this.best = [content.bid, content.ask];
    if (content.kind === 'trades') this.trades.push(...content.trades);
    if (content.kind === 'candles')
      for (const candle of content.candles) this.candles.set(candle.openSeconds, candle);
    if (content.kind !== 'orderBook') return;
    if (isSnapshot) for (const levels of [this.bids, this.asks]) levels.clear();
    put(this.bids, content.levels.bids);
    put(this.asks, content.levels.asks);
  }
}

function put(levels: Map<number, PriceLevel>, changes: readonly PriceLevel[]): void {
  for (const level of changes) {
    if (level.quantity === 0) expect(levels.delete(level.price)).toBe(true);
    else levels.set(level.price, level);
  }
}

/** The best levels, summed up by hand. */
function expectedLevels(feeds: Feeds, step: number, depth: number): BookLevels {
  const { bids, asks } = feeds.book(1)?.snapshot() ?? { bids: [], asks: [] };
  return {
    bids: summed(bids, Side.Buy, step).slice(0, depth),
    asks: summed(asks, Side.Sell, step).slice(0, depth),
  };
}

function summed(levels: readonly PriceLevel[], side: Side, step: number): PriceLevel[] {
  if (step === 0) return [...levels];
  const sums = new Map<number, PriceLevel>();
  for (const { price, quantity, orderCount } of levels) {
    const group = (side === Side.Buy ? Math.floor : Math.ceil)(price / step) * step;
    const sum = sums.get(group) ?? { price: group, quantity: 0, orderCount: 0 };
    sums.set(group, {
      price: group,
      quantity: add(sum.quantity, quantity),
      orderCount: sum.orderCount + orderCount,
    });
  }
  return [...sums.values()];
}

function sorted(levels: Iterable<PriceLevel>, sign: 1 | -1): PriceLevel[] {
  return [...levels].sort((a, b) => (a.price - b.price) * sign);
}

const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('place' as const),
      buys: fc.boolean(),
      tick: fc.nat(12),
      lots: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'read' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('resubscribe' as const), which: fc.nat(KINDS - 1) }),
  },
);

test('a client that applies what it gets has the best levels and the trades, however slowly it reads', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 60 }), async (actions) => {
      const clock = new SteppingClock();
      // A few commands in each second, of which there are candles.
      clock.stepNs = SECOND_NS / 4n;
      const { exchange, feeds } = await testExchange(1_000, { clock });
      const stream = new MarketStreams(feeds, { heartbeatMs: 60_000, createId: () => '' }).open({
        turn: async () => {},
        hold() {},
      });
      const clients = new Map<number, { readonly received: Received; readonly check: () => void }>();
      let nextId = 1;
      const subscribe = (kind: number): number => {
        const subscriptionId = nextId++;
        const received = new Received();
        const { channel, open, check } = subscriptionOf(kind, feeds, received);
        stream.add({
          subscriptionId,
          channel,
          instrumentId: 1,
          intervalMs: 0,
          levels: 0,
          places: 1,
          isLong: false,
          open,
        });
        clients.set(subscriptionId, { received, check });
        return subscriptionId;
      };
      const open = Array.from({ length: KINDS }, (_, kind) => subscribe(kind));
      const read = async () => {
        const updates = await withoutNews(stream);
        for (const { subscriptionId, update } of updates) clients.get(subscriptionId)?.received.apply(update);
        return updates.length;
      };
      for (const one of actions) {
        if (one.kind === 'place') {
          await exchange.submitAll([limit(one.buys ? 'buy' : 'sell', 100 + 5 * one.tick, 10 * one.lots)]);
        } else if (one.kind === 'cancel') {
          const order = [...feeds.orders.open()][one.which];
          if (order !== undefined)
            await exchange.submitAll([
              { kind: 'cancel', partyNumber: order.terms.partyNumber, order: { orderId: order.orderId } },
            ]);
        } else if (one.kind === 'read') {
          await read();
        } else {
          const before = open[one.which] ?? 0;
          stream.remove(before);
          clients.delete(before);
          open[one.which] = subscribe(one.which);
        }
      }
      while ((await read()) > 0);
      for (const { check } of clients.values()) check();
      stream.close();
      // Nobody watches any more: nothing is kept up to date for nobody.
      expect(feeds.book(1)?.isWatched).toBe(false);
    }),
    { numRuns: 60 },
  );
});

function subscriptionOf(kind: number, feeds: Feeds, received: Received) {
  const book = feeds.book(1);
  if (book === undefined) throw new Error('it is listed');
  if (kind === 0) {
    const from = feeds.trades.committedSequence;
    return {
      channel: TRADES,
      open: (onReady: () => void): Channel =>
        new TradesChannel(feeds.trades, { instrumentId: 1, depth: 0, onReady }),
      check: () => expect(received.trades).toEqual([...feeds.trades.kept(1, from)]),
    };
  }
  if (kind === 1) {
    return {
      channel: BEST_BID_OFFER,
      open: (): Channel => new BestBidOfferChannel(feeds, 1),
      check: () => {
        const { bids, asks } = book.snapshot(1);
        expect(received.best).toEqual([bids[0], asks[0]]);
      },
    };
  }
  if (kind === 2) {
    const market = feeds.market(1);
    if (market === undefined) throw new Error('it is listed');
    const before = market.candle(CandleInterval.Second);
    const from = feeds.trades.committedSequence;
    return {
      channel: CANDLES,
      open: (): Channel => new CandlesChannel(market, { instrumentId: 1, interval: CandleInterval.Second }),
      check: () => {
        // Each trade from the forming candle of the snapshot on is in one of them, and that candle has those of before too.
        const first = receivedOf()[0]?.openSeconds ?? 0;
        const trades = [...feeds.trades.kept(1, from)].filter(
          ({ transactTimeNs }) => transactTimeNs >= BigInt(first) * SECOND_NS,
        );
        const received = [...mergedCounts(receivedOf(), before)];
        expect(received.reduce((sum, count) => sum + count, 0)).toBe(trades.length);
        const last = market.candle(CandleInterval.Second);
        expect(receivedOf().at(-1)).toEqual(last);
      },
    };
    function receivedOf(): Candle[] {
      return [...received.candles.values()].sort((a, b) => a.openSeconds - b.openSeconds);
    }
  }
  if (kind === 3) {
    return {
      channel: STATISTICS,
      open: (): Channel => new StatisticsChannel(feeds, 1),
      check: () => expect(received.sequence).toBe(feeds.market(1)?.lastTrade?.sequence ?? 0),
    };
  }
  const step = STEPS[kind % STEPS.length] ?? 0;
  const depth = DEPTHS[kind % DEPTHS.length] ?? 1;
  return {
    channel: ORDER_BOOK,
    open: (): Channel => new OrderBookChannel(book, step, depth),
    check: () => {
      const { bids, asks } = expectedLevels(feeds, step, depth);
      expect(sorted(received.bids.values(), -1)).toEqual(bids);
      expect(sorted(received.asks.values(), 1)).toEqual(asks);
    },
  };
}

/** How many trades each candle got since one of them was as it was before. */
function* mergedCounts(candles: readonly Candle[], before: Candle | undefined): Iterable<number> {
  for (const candle of candles) {
    const isBefore = candle.openSeconds === before?.openSeconds;
    yield candle.tradeCount - (isBefore ? before.tradeCount : 0);
  }
}

/** What is there to read now; nothing rather than wait. */
async function withoutNews(stream: MarketStream) {
  // By then, what is fetched ahead is there.
  await new Promise(setImmediate);
  const waiting = new AbortController();
  setImmediate(() => waiting.abort());
  return (await stream.next(AbortSignal.any([never, waiting.signal]))) ?? [];
}
