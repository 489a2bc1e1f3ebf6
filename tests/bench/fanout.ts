import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'hdr-histogram-js';
import { envelope } from '../attacks/attacker.ts';
import { BenchExchange } from './load/bench-exchange.ts';
import { bookReaders } from './load/book-readers.ts';
import { median, printAims, round } from './load/measurements.ts';
import { OrderMaker } from './load/order-maker.ts';
import { orderMessages } from './load/orders.ts';
import { placePaced } from './load/paced-orders.ts';
import { Program } from './load/program.ts';
import { RawConnection } from './load/raw-connection.ts';
import { Subscribers } from './load/subscribers.ts';
import { type ThreadTimes, threadTimes, timesSince, totalOf } from './load/thread-times.ts';

/*
 * Measures what a change of a book costs the exchange for each of 1,000 readers, and grpc-js that writes the same bytes to as
 * many, by turns. The next change waits until every reader has the last one. The order and its commit are included. Beside it
 * stands what limits the exchange: node:http2 that only writes, and a change with one reader. Then it measures what such readers
 * do to the orders of another client. Servers are processes of their own.
 */

const READERS = 1_000;
/** The bytes of all readers of a connection leave in one write. */
const FEW_CONNECTIONS = 20;
const MANY_CONNECTIONS = 1_000;
const ROUNDS = 3;
const TURNS_MS = 1_000;
/** Of ten updates that one commit makes. */
const TEN = 10;

/** After these, V8 has compiled the code of an order. */
const WARM_CHANGES = 5_000;

const STALLED_CONNECTIONS = 2;
const STREAMS_PER_CONNECTION = READERS / FEW_CONNECTIONS;
const ORDERS_PER_SECOND = 200;
const ORDERS_MS = 4_000;
const ORDER_ROUNDS = 3;

const exchange = await BenchExchange.start();
const { url, pid } = exchange.server;
const { instrumentId, token } = exchange;
const alone = build({ lowestDiscernibleValue: 1, highestTrackableValue: 600_000_000 });
const crowded = build({ lowestDiscernibleValue: 1, highestTrackableValue: 600_000_000 });

interface Cost {
  /** Processor time of an update to one reader in microseconds, by thread. */
  readonly us: ThreadTimes;
  readonly messagesPerUpdate: number;
}

interface Side {
  readonly pid: number;
  readonly readers: number;
  readonly subscribers: Subscribers;
  /** Makes updates for all. Resolves with how far every reader must get. */
  readonly update: (count: number) => Promise<number>;
}

const changeUs = await measureChange();
const costs = [await measureCosts(FEW_CONNECTIONS), await measureCosts(MANY_CONNECTIONS)] as const;
const messagesPerSecond = await measureOrders();
await exchange.stop();
report();

/** What a change costs with one reader, in microseconds, once the code is compiled. */
async function measureChange(): Promise<number> {
  const maker = await OrderMaker.open({ url, token, instrumentId });
  const streams = { connections: 1, streamsPerConnection: 1 };
  const subscribers = await Subscribers.open({ ...bookReaders(instrumentId), ...streams, url });
  const update = (count: number) => maker.change(count);
  for (let count = 0; count < WARM_CHANGES; count += 1) await subscribers.until(await update(1));
  const { us } = await costOf({ pid, readers: 1, subscribers, update }, 1);
  subscribers.close();
  maker.close();
  return totalOf(us);
}

async function measureCosts(connections: number) {
  const maker = await OrderMaker.open({ url, token, instrumentId });
  const streams = { connections, streamsPerConnection: READERS / connections };
  const ours: Side = {
    ...{ pid, readers: READERS },
    subscribers: await Subscribers.open({ ...bookReaders(instrumentId), ...streams, url }),
    update: (count) => maker.change(count),
  };
  const grpcJs = await startProgram('fan-out-grpc', streams);
  const http2 = await startProgram('fan-out-http2', streams);
  const rounds: Record<'grpc1' | 'http1' | 'ours1' | 'grpc10' | 'ours10', Cost>[] = [];
  for (let count = 0; count <= ROUNDS; count += 1) {
    rounds.push({
      grpc1: await costOf(grpcJs, 1),
      http1: await costOf(http2, 1),
      ours1: await costOf(ours, 1),
      grpc10: await costOf(grpcJs, TEN),
      ours10: await costOf(ours, TEN),
    });
  }
  ours.subscribers.close();
  grpcJs.end();
  http2.end();
  maker.close();
  // In the first round, both compile their code.
  return { connections, rounds: rounds.slice(1) };
}

/** A server that writes messages as large as an update of ours. */
async function startProgram(
  name: 'fan-out-grpc' | 'fan-out-http2',
  streams: { readonly connections: number; readonly streamsPerConnection: number },
) {
  const bytes = await updateBytes();
  const program = await Program.start(name);
  let written = 1;
  let done = Promise.withResolvers<void>();
  const control = await RawConnection.open({
    url: program.url,
    path: '/bench.FanOut/Write',
    events: { ended: () => done.resolve(), failed: (error) => done.reject(error) },
  });
  const subscribers = await Subscribers.open({
    ...{ ...streams, url: program.url, path: '/bench.FanOut/Subscribe', request: envelope(bytes) },
    progressOf: (message, before) => {
      if (!message.equals(bytes)) throw new Error(`${name} has written other bytes`);
      return before + 1;
    },
  });
  return {
    ...{ pid: program.pid, readers: READERS, subscribers },
    update: async (count: number) => {
      done = Promise.withResolvers();
      control.call([envelope(Buffer.concat([Buffer.from([count]), bytes]))]);
      await done.promise;
      written += count;
      return written;
    },
    end: () => {
      control.close();
      subscribers.close();
      program.end();
    },
  };
}

/** An update of the book as a reader gets it. */
async function updateBytes(): Promise<Buffer> {
  const maker = await OrderMaker.open({ url, token, instrumentId });
  const { path, request, progressOf } = bookReaders(instrumentId);
  let last = Buffer.alloc(0);
  const reader = await Subscribers.open({
    ...{ url, path, request, connections: 1, streamsPerConnection: 1 },
    progressOf: (message, before) => {
      last = Buffer.from(message);
      return progressOf(message, before);
    },
  });
  // Twice, so that the book is as before.
  for (let count = 0; count < 2; count += 1) await reader.until(await maker.change(1));
  reader.close();
  maker.close();
  return last;
}

async function costOf(side: Side, updates: number): Promise<Cost> {
  const { pid: serverPid, readers, subscribers, update } = side;
  const [before, messages] = [threadTimes(serverPid), subscribers.messages];
  let turns = 0;
  for (const endMs = performance.now() + TURNS_MS; performance.now() < endMs; turns += 1) {
    await subscribers.until(await update(updates));
  }
  const deliveries = turns * updates * readers;
  const times = timesSince(threadTimes(serverPid), before);
  return {
    us: Object.fromEntries(Object.entries(times).map(([name, us]) => [name, us / deliveries])),
    messagesPerUpdate: (subscribers.messages - messages) / deliveries,
  };
}

/** Resolves with the messages a second of the readers that read. */
async function measureOrders(): Promise<number> {
  const messages = orderMessages(instrumentId).map((text) => Buffer.from(text, 'base64'));
  const pace = { url, token, messages, perSecond: ORDERS_PER_SECOND, durationMs: ORDERS_MS };
  let [read, seconds] = [0, 0];
  for (let count = 0; count < ORDER_ROUNDS; count += 1) {
    await placePaced({ ...pace, histogram: alone });
    const crowd = fork(join(import.meta.dirname, 'processes/book-crowd.ts'), [
      ...[url, String(instrumentId), String(FEW_CONNECTIONS - STALLED_CONNECTIONS)],
      ...[String(STALLED_CONNECTIONS), String(STREAMS_PER_CONNECTION)],
    ]);
    await once(crowd, 'message');
    const before = await messagesOf(crowd);
    const startMs = performance.now();
    await placePaced({ ...pace, histogram: crowded });
    read += (await messagesOf(crowd)) - before;
    seconds += (performance.now() - startMs) / 1_000;
    const exited = once(crowd, 'exit');
    crowd.disconnect();
    await exited;
  }
  return read / seconds;
}

async function messagesOf(crowd: ChildProcess): Promise<number> {
  crowd.send('how many');
  const [messages] = await once(crowd, 'message');
  return Number(messages);
}

function reportCosts({ connections, rounds }: (typeof costs)[number]) {
  const middle = (of: (round: (typeof rounds)[number]) => number) => median(rounds.map(of));
  const cost = (name: keyof (typeof rounds)[number]) => ({
    'CPU µs of an update to one reader': round(
      middle((one) => totalOf(one[name].us)),
      2,
    ),
    'messages an update': round(
      middle((one) => one[name].messagesPerUpdate),
      2,
    ),
    'by thread': Object.entries(rounds.at(-1)?.[name].us ?? {})
      .filter(([, us]) => us > 0.02)
      .sort(([, a], [, b]) => b - a)
      .map(([thread, us]) => `${thread} ${round(us, 2)}`)
      .join(', '),
  });
  console.log(`${READERS} readers over ${connections} connections`);
  console.table({
    'grpc-js, one update a turn': cost('grpc1'),
    'node:http2 alone, one update a turn': cost('http1'),
    'a book, one update a turn': cost('ours1'),
    'grpc-js, ten updates a turn': cost('grpc10'),
    'a book, ten updates a turn': cost('ours10'),
  });
  const ratio = (ours: 'http1' | 'ours1' | 'ours10', grpcJs: 'grpc1' | 'grpc10') =>
    middle((one) => totalOf(one[ours].us) / totalOf(one[grpcJs].us));
  const over = `over ${connections} connections ÷ grpc-js`;
  return [
    [`CPU of a book update to one of 1,000, ${over}`, ratio('ours1', 'grpc1'), '≤ 0.7'],
    [`the same of node:http2 alone, ${over}`, ratio('http1', 'grpc1')],
    [`the same, ten updates a turn, ${over}`, ratio('ours10', 'grpc10'), '≤ 0.167'],
  ] as const;
}

function report(): void {
  const ofCosts = costs.flatMap(reportCosts);
  console.log(`a change of a book with one reader takes ${Math.round(changeUs)} µs of CPU`);
  const ms = (histogram: typeof alone, percentile: number) =>
    round(histogram.getValueAtPercentile(percentile) / 1_000, 2);
  const orders = (histogram: typeof alone) => ({ 'p50 ms': ms(histogram, 50), 'p99 ms': ms(histogram, 99) });
  console.table({
    [`${ORDERS_PER_SECOND} orders a second, nobody reads`]: orders(alone),
    [`with ${READERS} readers, ${STALLED_CONNECTIONS * STREAMS_PER_CONNECTION} of them stalled`]:
      orders(crowded),
  });
  console.log(`the readers have read ${Math.round(messagesPerSecond)} messages a second`);
  printAims([
    ...ofCosts,
    ['p99 of orders with 1,000 readers ÷ without', ms(crowded, 99) / ms(alone, 99), '≤ 1.3'],
    ['p50 of orders with 1,000 readers ÷ without', ms(crowded, 50) / ms(alone, 50)],
  ]);
}
