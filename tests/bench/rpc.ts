import { FRAME_BYTES } from '../../src/storage/wal-limit.ts';
import { BenchExchange } from './load/bench-exchange.ts';
import { syncUs } from './load/disk.ts';
import { h2load, hasH2load } from './load/h2load.ts';
import { LoadProcess } from './load/load-process.ts';
import { median, printAims, round } from './load/measurements.ts';
import type { Measured } from './load/meter.ts';
import { entryMessage, immediateMessage, ORDER_ENTRY, orderMessages, PLACE_ORDER } from './load/orders.ts';
import { Program } from './load/program.ts';
import { type ThreadTimes, totalOf } from './load/thread-times.ts';
import type { Job } from './processes/load.ts';

/*
 * Measures durable orders of the whole exchange with default settings, and an empty grpc-js handler by turns. Servers and client
 * are processes of their own. Every ratio is of two numbers of the same round, and the median of all rounds.
 */

const ROUNDS = 5;
const TIMES = { warmMs: 200, measureMs: 1_200 };
/** V8 compiles for some seconds under load; that is not the cost of an order. */
const FIRST_TIMES = { warmMs: 0, measureMs: 4_000 };
const SYNC_MS = 250;
const H2LOAD_ROUNDS = 2;
const IN_FLIGHT = 128;
const CONNECTIONS = 8;
/** Thread of the sequencer and the engine. */
const CORE_THREAD = 'core';

const plainHttp2 = await Program.start('plain-http2');
const grpcJs = await Program.start('empty-grpc');
const exchange = await BenchExchange.start();
const client = new LoadProcess();

const { token, instrumentId } = exchange;
const messages = orderMessages(instrumentId);
const ours = { url: exchange.server.url, serverPid: exchange.server.pid, token };
const calls = {
  ...TIMES,
  kind: 'unary',
  path: PLACE_ORDER,
  messages,
  connections: CONNECTIONS,
  inFlight: IN_FLIGHT,
  token,
} as const;
const entry = {
  ...TIMES,
  ...ours,
  kind: 'order entry',
  path: ORDER_ENTRY,
  connections: 1,
  perFrame: 32,
  messages: [entryMessage(instrumentId, 32)],
} as const;

const JOBS = {
  plain: { ...calls, url: plainHttp2.url, serverPid: plainHttp2.pid },
  empty: { ...calls, url: grpcJs.url, serverPid: grpcJs.pid },
  placeOrder: { ...calls, ...ours },
  entry256: { ...entry, inFlight: 256 },
  entry1024: { ...entry, inFlight: 1_024 },
  alone: { ...calls, ...ours, connections: 1, inFlight: 1 },
} satisfies Record<string, Job>;
type Name = keyof typeof JOBS;
const NAMES = ['plain', 'empty', 'placeOrder', 'entry256', 'entry1024', 'alone'] as const;

type Round = Readonly<Record<Name, Measured>> & { readonly syncUs: number };
const rounds: Round[] = [];
for (const name of NAMES) await client.run({ ...JOBS[name], ...FIRST_TIMES });
for (let count = 0; count < ROUNDS; count += 1) rounds.push(await measureRound());
const withH2load = hasH2load() ? await compareWithH2load() : undefined;
client.end();
for (const program of [plainHttp2, grpcJs]) program.end();
await exchange.stop();
report();

async function measureRound(): Promise<Round> {
  const run = (name: Name) => client.run(JOBS[name]);
  const sync = () => syncUs(exchange.dataDir, FRAME_BYTES, SYNC_MS);
  const plain = await run('plain');
  const empty = await run('empty');
  const placeOrder = await run('placeOrder');
  const [entry256, entry1024] = [await run('entry256'), await run('entry1024')];
  const syncBefore = sync();
  const alone = await run('alone');
  return { plain, empty, placeOrder, entry256, entry1024, alone, syncUs: (syncBefore + sync()) / 2 };
}

async function compareWithH2load() {
  const options = {
    path: PLACE_ORDER,
    token,
    // It sends the same message again and again.
    message: immediateMessage(instrumentId),
    seconds: 2,
    directory: exchange.dataDir,
  };
  const load = { ...options, connections: CONNECTIONS, inFlight: IN_FLIGHT };
  const results = [];
  for (let count = 0; count < H2LOAD_ROUNDS; count += 1) {
    const empty = await h2load({ ...load, url: grpcJs.url });
    results.push({ empty, placeOrder: await h2load({ ...load, url: ours.url }) });
  }
  return results;
}

function report(): void {
  const middle = (of: (round: Round) => number) => median(rounds.map(of));
  const row = (name: Name) => ({
    'per second': Math.round(middle((one) => one[name].perSecond)),
    'p50 ms': round(middle((one) => one[name].p50) / 1_000, 2),
    'p99 ms': round(middle((one) => one[name].p99) / 1_000, 2),
    'p99.9 ms': round(middle((one) => one[name].p999) / 1_000, 2),
    'CPU µs each': round(
      middle((one) => totalOf(one[name].cpuUs)),
      1,
    ),
    'per second ÷ empty': round(
      middle((one) => one[name].perSecond / one.empty.perSecond),
      2,
    ),
  });
  console.table({
    [`fixed bytes from node:http2, ${IN_FLIGHT} in flight (the limit of the client is above)`]: row('plain'),
    [`empty grpc-js handler, ${IN_FLIGHT} in flight`]: row('empty'),
    [`PlaceOrder, ${IN_FLIGHT} in flight`]: row('placeOrder'),
    'order-entry stream, 256 in flight': row('entry256'),
    'order-entry stream, 1,024 in flight': row('entry1024'),
    'PlaceOrder, 1 in flight': row('alone'),
  });
  const sync = middle((one) => one.syncUs);
  console.log(
    `the disk alone: ${FRAME_BYTES} bytes and a sync in ${Math.round(sync)} µs, so at most ` +
      `${Math.round(1e6 / sync)} orders a second one by one and ${Math.round((IN_FLIGHT * 1e6) / sync)} with ${IN_FLIGHT} in flight`,
  );
  for (const name of ['placeOrder', 'entry1024'] as const) {
    console.log(`CPU µs per order by thread, ${name}: ${byThread(rounds.at(-1)?.[name].cpuUs ?? {})}`);
  }
  for (const { empty, placeOrder } of withH2load ?? []) {
    console.log(
      `h2load: empty ${Math.round(empty)}/s, PlaceOrder ${Math.round(placeOrder)}/s, ÷ ${round(placeOrder / empty, 2)}`,
    );
  }
  const ratio = (of: (measured: Measured) => number, name: Name) =>
    middle((one) => of(one[name]) / of(one.empty));
  const cpu = (measured: Measured) => totalOf(measured.cpuUs);
  printAims([
    [
      'PlaceOrder, 128 in flight, per second ÷ empty',
      ratio(({ perSecond }) => perSecond, 'placeOrder'),
      '≥ 1.5',
    ],
    ['PlaceOrder, 128 in flight, p50 ÷ empty', ratio(({ p50 }) => p50, 'placeOrder')],
    ['PlaceOrder, 128 in flight, p99 ÷ empty', ratio(({ p99 }) => p99, 'placeOrder'), '≤ 0.5'],
    [
      'order-entry stream, 256 in flight, per second ÷ empty',
      ratio(({ perSecond }) => perSecond, 'entry256'),
      '≥ 20',
    ],
    [
      'order-entry stream, 1,024 in flight, per second ÷ empty',
      ratio(({ perSecond }) => perSecond, 'entry1024'),
      '≥ 20',
    ],
    ['CPU of an order on that stream ÷ of an empty call', ratio(cpu, 'entry1024'), `≤ ${round(1 / 15, 3)}`],
    [
      "the same, the core's thread alone",
      middle((one) => (one.entry1024.cpuUs[CORE_THREAD] ?? 0) / cpu(one.empty)),
      `≤ ${round(1 / 40, 3)}`,
    ],
    [
      'PlaceOrder, 1 in flight, p50 − the sync of the disk, ms',
      middle((one) => one.alone.p50 - one.syncUs) / 1_000,
      '≤ 0.3',
    ],
  ]);
}

function byThread(times: ThreadTimes): string {
  return Object.entries(times)
    .filter(([, us]) => us > 0.05)
    .sort(([, a], [, b]) => b - a)
    .map(([name, us]) => `${name} ${round(us, 1)}`)
    .join(', ');
}
