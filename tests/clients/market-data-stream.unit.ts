import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MarketDataStream, type MarketDataWish, type TradeGap } from '../../clients/typescript/browser.ts';
import { BadRequestSchema } from '../../gen/google/rpc/error_details_pb.ts';
import {
  MarketDataChannel,
  MarketDataService,
  type MarketDataSubscription,
  type MarketDataUpdate,
  type MarketDataUpdateSchema,
  type UpdateSubscriptionsRequest,
} from '../../gen/redleaf/v1/market_data_service_pb.ts';

type Update = MessageInitShape<typeof MarketDataUpdateSchema>;

/** An exchange that sends the messages of the test. */
class FakeExchange {
  /** The request of each stream. */
  readonly opened: (readonly MarketDataSubscription[])[] = [];
  readonly changes: UpdateSubscriptionsRequest[] = [];
  /** The next streams fail before their first message. */
  readonly failures: ConnectError[] = [];
  refuseChange: (request: UpdateSubscriptionsRequest) => void = () => {};
  #waiting: (Update[] | Error)[] = [];
  #wake = (): void => {};

  readonly transport = createRouterTransport(({ service }) => {
    service(MarketDataService, {
      streamMarketData: (request, context) => this.#stream(request.subscriptions, context.signal),
      updateSubscriptions: (request) => {
        this.changes.push(request);
        this.refuseChange(request);
        return {};
      },
    });
  });

  send(...updates: Update[]): void {
    this.#waiting.push(updates);
    this.#wake();
  }

  breakOff(): void {
    this.#waiting.push(new ConnectError('lost', Code.Unavailable));
    this.#wake();
  }

  async *#stream(subscriptions: readonly MarketDataSubscription[], signal: AbortSignal) {
    this.opened.push(subscriptions);
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    this.#waiting = [];
    yield { streamId: `stream ${this.opened.length}`, updates: [] };
    while (!signal.aborted) {
      const next = this.#waiting.shift();
      if (next instanceof Error) throw next;
      if (next !== undefined) yield { updates: next };
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    }
  }
}

const book: MarketDataWish = { channel: MarketDataChannel.ORDER_BOOK, instrumentId: 7 };

const update = (subscriptionId: number, previousSequence: bigint, sequence: bigint): Update => ({
  ...{ subscriptionId, instrumentId: 7, previousSequence, sequence, isSnapshot: previousSequence === 0n },
  update: { case: 'orderBook', value: {} },
});

const heartbeat = (subscriptionId: number, sequence: bigint): Update => ({
  ...{ subscriptionId, instrumentId: 7, previousSequence: sequence, sequence },
  update: { case: 'heartbeat', value: {} },
});

function refusal(field: string): ConnectError {
  const detail = create(BadRequestSchema, { fieldViolations: [{ field }] });
  return new ConnectError('wrong', Code.InvalidArgument, undefined, [
    { desc: BadRequestSchema, value: detail },
  ]);
}

let exchange: FakeExchange;
let stream: MarketDataStream;
let states: string[];
let errors: [string, MarketDataWish | undefined][];
let gaps: TradeGap[];
let onGap: () => void;
let onState: (state: string) => void;

beforeEach(() => {
  exchange = new FakeExchange();
  states = [];
  errors = [];
  gaps = [];
  onGap = () => {};
  onState = () => {};
});
afterEach(() => stream.close());

function open(staleMs = 60_000): void {
  stream = new MarketDataStream(createClient(MarketDataService, exchange.transport), {
    onState: (state) => {
      states.push(state);
      onState(state);
    },
    onError: ({ message }, refused) => errors.push([message, refused]),
    onGap: (gap) => {
      gaps.push(gap);
      onGap();
    },
    staleMs,
  });
}

function listen(wish = book) {
  const sequences: bigint[] = [];
  const close = stream.subscribe(wish, ({ sequence }: MarketDataUpdate) => sequences.push(sequence));
  return { sequences, close };
}

const isOpen = (count = 1) =>
  expect.poll(() => [exchange.opened.length, stream.state]).toEqual([count, 'live']);

describe('subscriptions', () => {
  it('are sent in one call for all changes of a turn', async () => {
    open();
    await isOpen();
    const kept = listen();
    listen({ channel: MarketDataChannel.TRADES, depth: 5 });
    listen().close();
    await expect.poll(() => exchange.changes).toHaveLength(1);
    expect(exchange.changes[0]).toMatchObject({
      streamId: 'stream 1',
      add: [
        { subscriptionId: 1, channel: MarketDataChannel.ORDER_BOOK, instrumentId: 7 },
        { subscriptionId: 2, channel: MarketDataChannel.TRADES, depth: 5 },
      ],
      remove: [],
    });
    kept.close();
    await expect.poll(() => exchange.changes).toHaveLength(2);
    expect(exchange.changes[1]).toMatchObject({ add: [], remove: [1] });
  });

  it('made before the stream is open, or while it opens, are not lost', async () => {
    open();
    listen();
    await Promise.resolve();
    await Promise.resolve();
    listen();
    await isOpen();
    expect(exchange.opened).toMatchObject([[{ subscriptionId: 1 }]]);
    await expect
      .poll(() => [...exchange.opened.flat(), ...exchange.changes.flatMap(({ add }) => add)])
      .toMatchObject([{ subscriptionId: 1 }, { subscriptionId: 2 }]);
  });

  it('deliver nothing after they were closed, whatever is on its way', async () => {
    open();
    const closed = listen();
    const other = listen();
    await isOpen();
    exchange.send(update(1, 0n, 5n), update(2, 0n, 5n));
    await expect.poll(() => other.sequences).toEqual([5n]);
    closed.close();
    exchange.send(update(1, 5n, 6n), update(2, 5n, 6n));
    await expect.poll(() => other.sequences).toEqual([5n, 6n]);
    expect(closed.sequences).toEqual([5n]);
  });

  it('begin anew under another number when an update is missing', async () => {
    open();
    const { sequences } = listen();
    await isOpen();
    exchange.send(update(1, 0n, 5n), update(1, 6n, 7n), update(1, 7n, 8n));
    await expect.poll(() => exchange.changes).toMatchObject([{ add: [{ subscriptionId: 2 }], remove: [1] }]);
    expect(stream.state).toBe('resynchronizing');
    exchange.send(update(1, 8n, 9n), update(2, 0n, 9n));
    await expect.poll(() => sequences).toEqual([5n, 9n]);
    await expect.poll(() => states).toEqual(['live', 'resynchronizing', 'live']);
  });

  it('begin anew when a heartbeat tells of an update that did not come', async () => {
    open();
    listen();
    await isOpen();
    exchange.send(update(1, 0n, 5n), heartbeat(1, 5n));
    exchange.send(heartbeat(1, 6n));
    await expect.poll(() => exchange.changes).toMatchObject([{ add: [{ subscriptionId: 2 }], remove: [1] }]);
  });

  it.each(['subscriptions', 'add'])('that are refused end alone: %s', async (field) => {
    open();
    if (field === 'add') await isOpen();
    else exchange.failures.push(refusal('subscriptions[0].depth'));
    exchange.refuseChange = ({ add }) => {
      if (add[0]?.subscriptionId === 1) throw refusal('add[0].depth');
    };
    listen({ ...book, depth: 5_000 });
    const right = listen();
    await expect.poll(() => errors).toEqual([['wrong', { ...book, depth: 5_000 }]]);
    await isOpen(field === 'add' ? 1 : 2);
    exchange.send(update(2, 0n, 5n));
    await expect.poll(() => right.sequences).toEqual([5n]);
  });

  it('are at most 256', () => {
    open();
    const [first] = Array.from({ length: 256 }, () => listen());
    expect(() => listen()).toThrow('at most 256');
    first?.close();
    listen();
  });

  it('go on when a listener throws', async () => {
    const thrown: unknown[] = [];
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', (error) => thrown.push(error));
    open();
    stream.subscribe(book, () => {
      throw new Error('a fault of the program');
    });
    const { sequences } = listen();
    await isOpen();
    exchange.send(update(1, 0n, 5n), update(2, 0n, 5n));
    await expect.poll(() => thrown).toHaveLength(1);
    for (const listener of listeners) process.on('uncaughtException', listener);
    expect(sequences).toEqual([5n]);
  });
});

describe('a snapshot of trades after another one', () => {
  const trades = (
    previousSequence: bigint,
    sequence: bigint,
    oldest: bigint | undefined,
    epoch = 3n,
  ): Update => ({
    ...{ subscriptionId: 1, instrumentId: 7, epoch, previousSequence, sequence },
    isSnapshot: previousSequence === 0n,
    update: { case: 'trades', value: { trades: oldest === undefined ? [] : [{ sequence: oldest }] } },
  });

  it.each([
    ['what it had is in it', trades(0n, 20n, 9n), undefined],
    ['nothing has happened meanwhile', trades(0n, 10n, undefined), undefined],
    ['it begins with the very next event', trades(0n, 20n, 11n), undefined],
    ['it begins later', trades(0n, 20n, 15n), [10n, 15n]],
    ['it has no trades', trades(0n, 20n, undefined), [10n, 21n]],
    ['it is of another epoch', trades(0n, 20n, 15n, 4n), undefined],
  ])('tells what is between, when %s', async (_what, snapshot, gap) => {
    open();
    const { sequences } = listen({ channel: MarketDataChannel.TRADES, instrumentId: 7, depth: 3 });
    await isOpen();
    exchange.send(trades(0n, 5n, 4n), trades(5n, 10n, 10n));
    await expect.poll(() => sequences).toEqual([5n, 10n]);
    exchange.breakOff();
    await expect.poll(() => exchange.opened.length).toBe(2);
    exchange.send(snapshot);
    await expect.poll(() => sequences.length).toBe(3);
    const [afterSequence, beforeSequence] = gap ?? [];
    expect(gaps).toEqual(gap === undefined ? [] : [{ epoch: 3n, afterSequence, beforeSequence }]);
  });

  it('is not delivered when the subscription was ended for the gap', async () => {
    open();
    const { sequences, close } = listen({ channel: MarketDataChannel.TRADES, instrumentId: 7, depth: 3 });
    await isOpen();
    exchange.send(trades(0n, 10n, 10n));
    await expect.poll(() => sequences).toEqual([10n]);
    onGap = close;
    stream.reconnect();
    await expect.poll(() => exchange.opened.length).toBe(2);
    exchange.send(trades(0n, 20n, 15n));
    await expect.poll(() => gaps).toHaveLength(1);
    await isOpen(2);
    expect(sequences).toEqual([10n]);
  });

  it('says nothing of books, which have no past', async () => {
    open();
    const { sequences } = listen();
    await isOpen();
    exchange.send(update(1, 0n, 5n));
    stream.reconnect();
    await expect.poll(() => exchange.opened.length).toBe(2);
    exchange.send(update(1, 0n, 20n));
    await expect.poll(() => sequences).toContain(20n);
    expect(gaps).toEqual([]);
  });
});

describe('the connection', () => {
  it('is opened again with all subscriptions, whose updates go on with a snapshot', async () => {
    open();
    expect(stream.state).toBe('connecting');
    const { sequences } = listen();
    await isOpen();
    exchange.send(update(1, 0n, 5n));
    await expect.poll(() => sequences).toEqual([5n]);
    exchange.failures.push(new ConnectError('still down', Code.Unavailable));
    exchange.breakOff();
    await expect
      .poll(() => errors)
      .toEqual([
        ['lost', undefined],
        ['still down', undefined],
      ]);
    await expect.poll(() => stream.state).toBe('resynchronizing');
    expect(exchange.opened.map((subscriptions) => subscriptions.length)).toEqual([1, 1, 1]);
    // Updates before the snapshot are ignored.
    exchange.send(update(1, 5n, 6n), update(2, 0n, 9n));
    await expect.poll(() => sequences).toEqual([5n, 9n]);
    expect(stream.state).toBe('live');
    expect(states).toEqual(['live', 'connecting', 'resynchronizing', 'live']);
  });

  it('is opened again when it is silent', async () => {
    open(50);
    listen();
    await expect.poll(() => exchange.opened.length).toBeGreaterThan(2);
    expect(states.slice(0, 3)).toEqual(['live', 'stale', 'live']);
  });

  it('is opened again when a change was not answered, since nobody knows whether it was made', async () => {
    open();
    await isOpen();
    exchange.refuseChange = () => {
      throw new ConnectError('lost', Code.Unavailable);
    };
    listen();
    await expect.poll(() => exchange.opened[1]).toMatchObject([{ subscriptionId: 1 }]);
  });

  it('can be asked to come back at once', async () => {
    open();
    await isOpen();
    stream.reconnect();
    await isOpen(2);
  });

  it('ends with `close`, also while it waits to come back', async () => {
    open();
    const { sequences } = listen();
    await isOpen();
    // Heard of, not polled for: the wait may be shorter than a poll's.
    const breaks = new Promise<string>((resolve) => {
      onState = resolve;
    });
    exchange.breakOff();
    expect(await breaks).toBe('connecting');
    stream.close();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(exchange.opened).toHaveLength(1);
    expect(sequences).toEqual([]);
  });
});

it('runs in a browser: it imports nothing of Node', () => {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const follow = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(/from ["'](?<from>[^"']+)["']/g)) {
      if (from.startsWith('.')) follow(join(dirname(file), from));
      else packages.add(from);
    }
  };
  follow(join(import.meta.dirname, '../../clients/typescript/browser.ts'));
  expect([...packages].toSorted()).toEqual([
    '@bufbuild/protobuf',
    '@bufbuild/protobuf/codegenv2',
    '@bufbuild/protobuf/wkt',
    '@connectrpc/connect',
    '@connectrpc/connect-web',
    'p-retry',
  ]);
});
