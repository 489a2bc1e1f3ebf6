import { create } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { expect, it } from 'vitest';
import { CandleStore } from '../../clients/dashboard/core/candle-store.ts';
import type { MarketDataWish } from '../../clients/typescript/market-data-stream.ts';
import { CandleInterval, CandleSchema } from '../../gen/redleaf/v1/market_data_pb.ts';
import {
  CandleListSchema,
  type ListCandlesResponse,
  ListCandlesResponseSchema,
  type MarketDataUpdate,
  MarketDataUpdateSchema,
} from '../../gen/redleaf/v1/market_data_service_pb.ts';

const SECOND = { value: CandleInterval.CANDLE_INTERVAL_1_SECOND, label: '1s', ms: 1_000 };

function candle(second: number, close: number, sequence: number) {
  const price = BigInt(close);
  const openTimeNs = BigInt(second) * 1_000_000_000n;
  const prices = { openPrice: price, highPrice: price, lowPrice: price, closePrice: price };
  return create(CandleSchema, { instrumentId: 1, openTimeNs, ...prices, sequence: BigInt(sequence) });
}

type Answer = ListCandlesResponse | Error;
type Candles = readonly ReturnType<typeof candle>[];

/** An exchange whose list requests the test answers one by one. */
class FakeMarket {
  readonly asked: { toTimeNs?: bigint | undefined }[] = [];
  readonly #answers: ((answer: Answer) => void)[] = [];
  #listener: ((update: MarketDataUpdate) => void) | undefined;
  readonly store = new CandleStore(
    {
      feed: {
        subscribe: (_wish: MarketDataWish, listener) => {
          this.#listener = listener;
          return () => (this.#listener = undefined);
        },
      },
      api: {
        marketData: {
          listCandles: async (request) => {
            this.asked.push({ toTimeNs: request.toTimeNs });
            const answer = await new Promise<Answer>((resolve) => this.#answers.push(resolve));
            if (answer instanceof Error) throw answer;
            return answer;
          },
        },
      },
    },
    { instrumentId: 1, interval: SECOND },
  );

  tell(isSnapshot: boolean, sequence: number, candles: Candles, epoch = 1): void {
    const update = { case: 'candles', value: create(CandleListSchema, { candles: [...candles] }) } as const;
    const message = { isSnapshot, epoch: BigInt(epoch), sequence: BigInt(sequence), update };
    this.#listener?.(create(MarketDataUpdateSchema, message));
  }

  /** Newest first, as requested. */
  async answer(sequence: number, candles: Candles, nextPageToken = '', epoch = 1): Promise<void> {
    const numbers = { sequence: BigInt(sequence), epoch: BigInt(epoch) };
    await this.#next(create(ListCandlesResponseSchema, { ...numbers, candles: [...candles], nextPageToken }));
  }

  async fail(error: Error): Promise<void> {
    await this.#next(error);
  }

  closes() {
    return this.store.bars.value?.map(({ openMs, close }) => [openMs / 1_000, close]);
  }

  async #next(answer: Answer): Promise<void> {
    await expect.poll(() => this.#answers.length).toBeGreaterThan(0);
    this.#answers.shift()?.(answer);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

it('shows nothing before the list has reached the channel, and then all of both', async () => {
  const market = new FakeMarket();
  market.tell(true, 20, [candle(3, 30, 20)]);
  // The history lags: it lacks a candle that ended before the channel began.
  await market.answer(10, [candle(1, 10, 10)]);
  expect(market.closes()).toBeUndefined();
  market.tell(false, 22, [candle(3, 31, 21), candle(4, 40, 22)]);
  await market.answer(21, [candle(3, 29, 19), candle(2, 20, 15), candle(1, 10, 10)]);
  expect(market.closes()).toEqual([
    [1, 10],
    [2, 20],
    [3, 31],
    [4, 40],
  ]);
  market.tell(false, 23, [candle(4, 41, 23)]);
  expect(market.closes()?.at(-1)).toEqual([4, 41]);
  market.store.close();
});

it('an interruption keeps what is shown until it is joined again; another history does not', async () => {
  const market = new FakeMarket();
  market.tell(true, 1, [candle(1, 10, 1)]);
  await market.answer(1, [candle(1, 10, 1)]);
  market.tell(true, 9, [candle(5, 50, 9)]);
  expect(market.closes()).toEqual([[1, 10]]);
  await market.answer(9, [candle(5, 50, 9), candle(3, 30, 5), candle(1, 10, 1)]);
  expect(market.closes()?.length).toBe(3);
  market.tell(true, 2, [candle(1, 7, 2)], 2);
  expect(market.closes()).toBeUndefined();
  await market.answer(99, [candle(1, 10, 1)], '', 1);
  expect(market.closes()).toBeUndefined();
  await market.answer(2, [candle(1, 7, 2)], '', 2);
  expect(market.closes()).toEqual([[1, 7]]);
  market.store.close();
});

it('older candles are loaded once, until there are none', async () => {
  const market = new FakeMarket();
  market.tell(true, 3, [candle(9, 90, 3)]);
  await market.answer(3, [candle(9, 90, 3), candle(8, 80, 2)], 'more');
  const loading = market.store.loadOlder();
  await market.store.loadOlder();
  await market.answer(3, [candle(7, 70, 1)]);
  await loading;
  expect(market.asked.map(({ toTimeNs }) => toTimeNs)).toEqual([undefined, 8_000_000_000n]);
  expect(market.closes()?.map(([second]) => second)).toEqual([7, 8, 9]);
  await market.store.loadOlder();
  expect(market.asked.length).toBe(2);
});

it('of an instrument that never traded there is nothing, and then its first candle', async () => {
  const market = new FakeMarket();
  market.tell(true, 0, []);
  await market.answer(0, [], '', 0);
  expect(market.closes()).toEqual([]);
  market.tell(false, 5, [candle(1, 10, 5)]);
  expect(market.closes()).toEqual([[1, 10]]);
});

it('a list that fails is asked for again', async () => {
  const market = new FakeMarket();
  market.tell(true, 1, [candle(1, 10, 1)]);
  await market.fail(new ConnectError('busy', Code.Unavailable));
  await market.answer(1, [candle(1, 10, 1)]);
  expect(market.closes()).toEqual([[1, 10]]);
});
