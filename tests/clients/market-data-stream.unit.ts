import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { type Client, Code, ConnectError } from '@connectrpc/connect';
import { MarketDataStream } from '@redleaf/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  MarketDataChannel,
  type MarketDataService,
  type MarketDataUpdate,
  type MarketDataUpdateSchema,
  type StreamMarketDataResponse,
  StreamMarketDataResponseSchema,
} from '../../gen/redleaf/v1/market_data_service_pb.ts';

const { BEST_BID_OFFER, TRADES } = MarketDataChannel;
type Update = MessageInitShape<typeof MarketDataUpdateSchema>;

/** An exchange of which a test says what it sends. */
class Exchange {
  readonly calls: unknown[] = [];
  readonly #queue: (StreamMarketDataResponse | Error)[] = [];
  #wake = () => {};
  streams = 0;
  refusal: ConnectError | undefined;

  readonly client = {
    streamMarketData: (request: unknown, { signal }: { readonly signal: AbortSignal }) =>
      this.#stream(request, signal),
    updateSubscriptions: async (request: unknown) => {
      this.calls.push(request);
      if (this.refusal !== undefined) throw this.refusal;
      return {};
    },
  } as unknown as Client<typeof MarketDataService>;

  async *#stream(request: unknown, signal: AbortSignal): AsyncGenerator<StreamMarketDataResponse> {
    this.calls.push(request);
    this.streams += 1;
    this.#queue.length = 0;
    signal.addEventListener('abort', () => this.#wake());
    yield create(StreamMarketDataResponseSchema, { streamId: `stream ${this.streams}` });
    for (;;) {
      const next = this.#queue.shift();
      if (signal.aborted) throw new ConnectError('aborted', Code.Canceled);
      if (next instanceof Error) throw next;
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  send(...updates: Update[]): void {
    this.#queue.push(create(StreamMarketDataResponseSchema, { updates }));
    this.#wake();
  }

  breakOff(): void {
    this.#queue.push(new ConnectError('lost', Code.Unavailable));
    this.#wake();
  }
}

let exchange: Exchange;
let stream: MarketDataStream;
let states: string[];
let errors: string[];

beforeEach(() => {
  exchange = new Exchange();
  states = [];
  errors = [];
  const onError = ({ message }: Error) => errors.push(message);
  stream = new MarketDataStream(exchange.client, {
    onState: (state) => states.push(state),
    onError,
    staleMs: 100,
  });
});
afterEach(() => stream.close());

const live = () => expect.poll(() => stream.state, { interval: 1 }).toBe('live');
const calls = (count: number) => expect.poll(() => exchange.calls.length, { interval: 1 }).toBe(count);
const snapshot = (subscriptionId: number, sequence: bigint): Update => ({
  ...{ subscriptionId, sequence, isSnapshot: true, instrumentId: 1 },
  update: { case: 'trades', value: {} },
});
const update = (subscriptionId: number, previousSequence: bigint, sequence: bigint): Update => ({
  ...{ subscriptionId, previousSequence, sequence, instrumentId: 1 },
  update: { case: 'trades', value: {} },
});
const sequencesOf = (updates: readonly MarketDataUpdate[]) => updates.map(({ sequence }) => sequence);

test('what is asked for in one turn is sent together, and updates reach who asked for them', async () => {
  const [first, second]: [MarketDataUpdate[], MarketDataUpdate[]] = [[], []];
  await live();
  stream.subscribe({ channel: TRADES, instrumentId: 1 }, (one) => first.push(one));
  const end = stream.subscribe({ channel: BEST_BID_OFFER }, (one) => second.push(one));
  await calls(2);
  expect(exchange.calls[1]).toEqual({
    streamId: 'stream 1',
    add: [
      { subscriptionId: 1, channel: TRADES, instrumentId: 1 },
      { subscriptionId: 2, channel: BEST_BID_OFFER },
    ],
    remove: [],
  });
  exchange.send(snapshot(1, 5n), snapshot(2, 5n), update(1, 5n, 6n));
  await expect.poll(() => sequencesOf(first)).toEqual([5n, 6n]);
  end();
  exchange.send(update(2, 5n, 7n), update(1, 6n, 7n));
  await expect.poll(() => sequencesOf(first)).toEqual([5n, 6n, 7n]);
  expect(sequencesOf(second)).toEqual([5n]);
  await calls(3);
  expect(exchange.calls[2]).toMatchObject({ add: [], remove: [2] });
});

test('where an update is missing, the subscription begins anew', async () => {
  const seen: MarketDataUpdate[] = [];
  stream.subscribe({ channel: TRADES, instrumentId: 1 }, (one) => seen.push(one));
  await live();
  exchange.send(snapshot(1, 5n), update(1, 6n, 7n), update(1, 7n, 8n));
  await calls(3);
  expect(exchange.calls[2]).toMatchObject({ add: [{ subscriptionId: 2, channel: TRADES }], remove: [1] });
  exchange.send(snapshot(2, 9n));
  await expect.poll(() => sequencesOf(seen)).toEqual([5n, 9n]);
});

test('a connection that is lost is opened again with all that is subscribed to', async () => {
  const seen: MarketDataUpdate[] = [];
  const wish = { channel: TRADES, instrumentId: 1 };
  stream.subscribe(wish, (one) => seen.push(one));
  const end = stream.subscribe(wish, () => {});
  await live();
  exchange.send(snapshot(1, 5n));
  await expect.poll(() => sequencesOf(seen)).toEqual([5n]);
  end();
  exchange.breakOff();
  await expect.poll(() => exchange.streams).toBe(2);
  expect(exchange.calls.at(-1)).toEqual({ subscriptions: [{ subscriptionId: 1, ...wish }] });
  exchange.send(snapshot(1, 9n));
  await expect.poll(() => sequencesOf(seen)).toEqual([5n, 9n]);
  expect(states).toEqual(['live', 'connecting', 'live']);
});

test('an exchange that has gone silent is stale, and is hung up on', async () => {
  await live();
  await expect.poll(() => exchange.streams).toBe(2);
  expect(states.slice(0, 3)).toEqual(['live', 'stale', 'live']);
});

test('a subscription that is refused is told of and dropped', async () => {
  await live();
  exchange.refusal = new ConnectError('add[0].depth is wrong', Code.InvalidArgument);
  stream.subscribe({ channel: TRADES, depth: 5_000 }, () => {});
  await expect.poll(() => errors).toEqual(['add[0].depth is wrong']);
  expect(stream.state).toBe('live');
});
