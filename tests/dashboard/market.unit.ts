import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import { BookView } from '../../clients/dashboard/core/book.ts';
import { Market } from '../../clients/dashboard/core/market.ts';
import { Tape } from '../../clients/dashboard/core/tape.ts';
import { bannerFacts, nextTick } from '../../clients/dashboard/frame/banner-facts.ts';
import type { MarketDataWish } from '../../clients/typescript/market-data-stream.ts';
import { StatisticsSchema } from '../../gen/redleaf/v1/market_data_pb.ts';
import {
  MarketDataChannel,
  type MarketDataUpdate,
  MarketDataUpdateSchema,
} from '../../gen/redleaf/v1/market_data_service_pb.ts';

/** Delivers the test's messages to the subscribers of a channel. */
class FakeFeed {
  readonly #listeners = new Map<MarketDataChannel, (update: MarketDataUpdate) => void>();

  subscribe({ channel }: MarketDataWish, listener: (update: MarketDataUpdate) => void) {
    this.#listeners.set(channel, listener);
    return () => this.#listeners.delete(channel);
  }

  say(channel: MarketDataChannel, update: MessageInitShape<typeof MarketDataUpdateSchema>): void {
    this.#listeners.get(channel)?.(create(MarketDataUpdateSchema, update));
  }
}

const level = (price: bigint, quantity: string) => ({ price, quantity, orderCount: 1 });

it('a book is nothing until its snapshot has come, and then follows', () => {
  const feed = new FakeFeed();
  const book = new BookView(feed, { instrumentId: 1, depth: 10, priceGrouping: 0 });
  expect(book.sides.value).toBeUndefined();
  const say = (isSnapshot: boolean, bids: ReturnType<typeof level>[], asks: ReturnType<typeof level>[]) =>
    feed.say(MarketDataChannel.ORDER_BOOK, {
      isSnapshot,
      update: { case: 'orderBook', value: { bids, asks } },
    });
  say(true, [level(9n, '1'), level(10n, '2')], [level(12n, '3')]);
  say(false, [level(10n, '0')], [level(11n, '4'), level(12n, '5')]);
  expect(book.sides.value).toMatchObject({
    bids: [{ price: 9, quantity: 1n }],
    asks: [
      { price: 11, quantity: 4n },
      { price: 12, quantity: 5n },
    ],
  });
  // After an interruption, no earlier data is left.
  say(true, [level(8n, '1')], []);
  expect(book.sides.value).toMatchObject({ bids: [{ price: 8 }], asks: [] });
});

it('a tape of a restored exchange begins anew, also where its trades have the same numbers', () => {
  const feed = new FakeFeed();
  const tape = new Tape(feed, 1);
  const say = (epoch: bigint, ...trades: readonly [bigint, bigint][]) =>
    feed.say(MarketDataChannel.TRADES, {
      ...{ isSnapshot: true, epoch },
      update: { case: 'trades', value: { trades: trades.map(([tradeId, price]) => ({ tradeId, price })) } },
    });
  const prices = () => tape.trades.value?.map(({ price }) => price);
  say(1n, [1n, 10n], [2n, 11n]);
  say(1n, [2n, 11n], [3n, 12n]);
  expect(prices()).toEqual([10, 11, 12]);
  say(2n, [2n, 20n], [3n, 21n]);
  expect(prices()).toEqual([20, 21]);
  say(3n);
  expect(prices()).toEqual([]);
});

it('looks at the instrument of last time, and goes on with the same object over an interruption', () => {
  const feed = new FakeFeed();
  const market = new Market(feed, 'BETA');
  const say = (isSnapshot: boolean, ...listed: readonly [number, string][]) => {
    const instruments = listed.map(([instrumentId, symbol]) => ({ instrumentId, symbol }));
    feed.say(MarketDataChannel.INSTRUMENTS, {
      isSnapshot,
      update: { case: 'instruments', value: { instruments } },
    });
  };
  say(true, [2, 'BETA'], [1, 'ALPHA']);
  const { value } = market.selected;
  expect(value?.symbol).toBe('BETA');
  say(false, [3, 'GAMMA']);
  say(true, [1, 'ALPHA'], [2, 'BETA']);
  expect(market.selected.value).toBe(value);
  expect(market.instruments.value?.map(({ symbol }) => symbol)).toEqual(['ALPHA', 'BETA']);
  // The restored exchange does not have it.
  say(true, [1, 'ALPHA']);
  expect(market.selected.value?.symbol).toBe('ALPHA');
});

it('looks on at its instrument when others are listed, before it and of the name of last time', () => {
  const feed = new FakeFeed();
  const market = new Market(feed, 'BETA');
  const say = (isSnapshot: boolean, instrumentId: number, symbol: string) =>
    feed.say(MarketDataChannel.INSTRUMENTS, {
      isSnapshot,
      update: { case: 'instruments', value: { instruments: [{ instrumentId, symbol }] } },
    });
  say(true, 5, 'ALPHA');
  say(false, 1, 'GAMMA');
  expect(market.selected.value?.symbol).toBe('ALPHA');
  say(false, 6, 'BETA');
  expect(market.selected.value?.symbol).toBe('ALPHA');
});

it('the banner says how an instrument stands, and which way its price went last', () => {
  const scales = { priceScale: 2, quantityScale: 0 };
  const statistics = create(StatisticsSchema, {
    ...{ lastPrice: 10_050n, referencePrice: 10_000n, highPrice: 10_100n, lowPrice: 9_900n, volume: '61200' },
    ...{ value: '614000000', openInterest: '790', lastMakerPartyId: 'alice', lastTakerPartyId: 'bob' },
  });
  const facts = bannerFacts(statistics, scales);
  expect([facts.lastText, facts.changeText, facts.changeSign]).toEqual(['100.50', '+0.50 +0.50 %', 1]);
  expect(facts.others.map(({ text }) => text)).toEqual([
    '101.00',
    '99.00',
    '61.2K',
    '6.14M',
    '790',
    'alice / bob',
  ]);
  const quiet = create(StatisticsSchema, { ...statistics, highPrice: 0n, lastMakerPartyId: '' });
  expect(bannerFacts(quiet, scales).others.map(({ text }) => text)).toEqual([
    '–',
    '99.00',
    '61.2K',
    '6.14M',
    '790',
  ]);
  expect(bannerFacts(undefined, scales)).toMatchObject({ last: 0, lastText: '–', others: [] });
  const first = nextTick({ price: 0, sign: 0 }, 10);
  const up = nextTick(first, 12);
  expect([first.sign, up.sign, nextTick(up, 12).sign, nextTick(up, 11).sign]).toEqual([0, 1, 1, -1]);
});
