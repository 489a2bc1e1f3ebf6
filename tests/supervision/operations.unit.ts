import { once } from 'node:events';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { connectOperations } from '../../src/supervision/connect-operations.ts';
import { METRICS_CACHE_MS, ProcessOperations } from '../../src/supervision/process-operations.ts';
import { Threads } from '../../src/threads/threads.ts';
import type { WriterStatus } from '../../src/writers/writer-thread.ts';
import { LoggedLines } from '../auth/logged-lines.ts';

const CSV: WriterStatus = {
  name: 'csv',
  state: 'running',
  cursor: 7,
  failures: 0,
  lastError: '',
  lag: 2,
};
const WAIT = { timeout: 30_000, interval: 50 };
const IDLE = new URL('data:text/javascript,setInterval(() => {}, 1000)');

/** A process whose threads are all in this one. */
class Process {
  #laterMs = 0;
  readonly log = new LoggedLines();
  readonly threads = new Threads(this.log);
  readonly operations = new ProcessOperations({
    writers: { status: [CSV] },
    threads: this.threads,
    offeredLogins: () => [{ partyId: 'alice', password: 'wonderland' }],
    logger: this.log,
  });

  start(name: string): ThreadUnderTest {
    const { port1, port2 } = new MessageChannel();
    onTestFinished(() => port1.close());
    this.operations.attach(name, port1);
    return new ThreadUnderTest(name, port2, port1);
  }

  /** Lines of metrics whose names begin with `test` or `redleaf`. */
  async lines(): Promise<string[]> {
    // Not the cached text.
    this.#laterMs += METRICS_CACHE_MS;
    vi.spyOn(performance, 'now').mockReturnValueOnce(performance.now() + this.#laterMs);
    const text = await this.operations.metrics();
    return text.split('\n').filter((line) => /^(test|redleaf)/.test(line));
  }
}

class ThreadUnderTest {
  readonly port: MessagePort;
  readonly mainPort: MessagePort;
  readonly registry = new Registry();
  readonly threads: Threads;
  readonly operations;
  readonly calls = new Counter({
    name: 'test_calls_total',
    help: 'Calls.',
    labelNames: ['method'],
    registers: [this.registry],
  });
  readonly times = new Histogram({
    name: 'test_seconds',
    help: 'Times.',
    labelNames: ['route'],
    buckets: [1, 2],
    registers: [this.registry],
  });
  readonly streams = new Gauge({ name: 'test_streams', help: 'Streams.', registers: [this.registry] });
  readonly sequence = new Gauge({
    name: 'test_sequence',
    help: 'Sequence.',
    aggregator: 'max',
    registers: [this.registry],
  });
  /** Its metrics wait for it. */
  busy = Promise.resolve();
  /** Times that the main thread has asked. */
  questions = 0;

  constructor(name: string, port: MessagePort, mainPort: MessagePort) {
    this.port = port;
    this.mainPort = mainPort;
    this.threads = new Threads(new LoggedLines(), (file, options) => new Worker(file, options), name);
    const { registry, threads } = this;
    this.operations = connectOperations({ port, registry, threads });
    new Gauge({
      name: 'test_busy',
      help: 'Busy.',
      registers: [registry],
      collect: () => {
        this.questions += 1;
        return this.busy;
      },
    });
  }
}

test('with one thread, the metrics are those of its registry', async () => {
  const process = new Process();
  const { registry, calls, times, streams } = process.start('gateway');
  calls.inc({ method: 'PlaceOrder' });
  times.observe({ route: '/orders' }, 1.5);
  streams.set(3);
  const text = await process.operations.metrics();
  const own = (lines: string) => lines.split('\n').filter((line) => /^(# \w+ )?test_/.test(line));
  expect(own(text)).toEqual(own(await registry.metrics()));
  expect(text).toContain('test_seconds_bucket{le="2",route="/orders"} 1');
  expect(text).toMatch(/^process_start_time_seconds \d/m);
});

test('with several threads, counts are sums, and a state is that of the thread which is furthest', async () => {
  const process = new Process();
  const [one, two] = [process.start('gateway 1'), process.start('gateway 2')];
  one.calls.inc({ method: 'PlaceOrder' }, 2);
  two.calls.inc({ method: 'PlaceOrder' }, 3);
  two.calls.inc({ method: 'CancelOrder' });
  one.times.observe({ route: '/orders' }, 1.5);
  two.times.observe({ route: '/orders' }, 0.5);
  one.streams.set(10);
  two.streams.set(1);
  one.sequence.set(41);
  two.sequence.set(43);
  expect(await process.lines()).toEqual(
    expect.arrayContaining([
      'test_calls_total{method="PlaceOrder"} 5',
      'test_calls_total{method="CancelOrder"} 1',
      'test_seconds_bucket{le="1",route="/orders"} 1',
      'test_seconds_bucket{le="2",route="/orders"} 2',
      'test_seconds_sum{route="/orders"} 2',
      'test_streams 11',
      'test_sequence 43',
      'redleaf_writer_lag_events{writer="csv"} 2',
    ]),
  );
});

test('every thread gets the metrics, the status and the logins of the process', async () => {
  const process = new Process();
  const [one, two] = [process.start('gateway 1'), process.start('gateway 2')];
  one.streams.set(1);
  two.streams.set(2);
  const texts = await Promise.all([one.operations.metrics(), two.operations.metrics()]);
  for (const text of texts) expect(text).toContain('test_streams 3\n');
  expect(await two.operations.offeredLogins()).toEqual([{ partyId: 'alice', password: 'wonderland' }]);
  expect(await one.operations.status()).toEqual({ writers: [CSV], threads: [] });
});

test('the status and the metrics have the threads of each thread, under its name', async () => {
  const process = new Process();
  process.threads.supervise({ name: 'snapshot', file: IDLE, workerData: () => 0, onMessage: () => {} });
  const [one, two] = [process.start('gateway 1'), process.start('gateway 2')];
  const add = ({ threads }: ThreadUnderTest, file: URL) =>
    threads.supervise({ name: 'history reader', file, workerData: () => 0, onMessage: () => {} });
  const [works, fails] = [add(one, IDLE), add(two, new URL('data:text/javascript,throw new Error()'))];
  onTestFinished(async () => {
    await Promise.all([works.stop(), fails.stop()]);
  });
  works.start();
  fails.start();
  await expect
    .poll(() => one.operations.status())
    .toEqual({
      writers: [CSV],
      threads: [
        { name: 'snapshot', state: 'idle', failures: 0 },
        { name: 'gateway 1 history reader', state: 'running', failures: 0 },
        { name: 'gateway 2 history reader', state: 'failing', failures: 1 },
      ],
    });
  expect(await process.lines()).toEqual(
    expect.arrayContaining([
      'redleaf_thread_failing{thread="snapshot"} 0',
      'redleaf_thread_failing{thread="gateway 1 history reader"} 0',
      'redleaf_thread_failing{thread="gateway 2 history reader"} 1',
      'redleaf_thread_failures_total{thread="gateway 2 history reader"} 1',
    ]),
  );
});

test('a thread that does not answer is left out, but its counters stay', async () => {
  const process = new Process();
  const [one, two] = [process.start('gateway 1'), process.start('gateway 2')];
  one.calls.inc({ method: 'PlaceOrder' });
  two.calls.inc({ method: 'PlaceOrder' });
  one.streams.set(1);
  two.streams.set(2);
  expect(await process.lines()).toContain('test_streams 3');
  const { promise: busy, resolve: finish } = Promise.withResolvers<void>();
  two.busy = busy;
  one.calls.inc({ method: 'PlaceOrder' });
  expect(await process.lines()).toEqual(
    expect.arrayContaining(['test_calls_total{method="PlaceOrder"} 3', 'test_streams 1']),
  );
  const line = {
    level: 'warn',
    message: 'the metrics leave out a thread that does not answer',
    facts: { thread: 'gateway 2' },
  };
  expect(process.log.lines).toMatchObject([line]);

  // It is neither asked nor named again until it has answered.
  expect(await process.lines()).toContain('test_streams 1');
  expect([two.questions, process.log.lines.length]).toEqual([2, 1]);
  finish();
  await vi.waitFor(async () => expect(await process.lines()).toContain('test_streams 3'), WAIT);
  two.busy = new Promise(() => {});
  await process.lines();
  expect(process.log.lines).toMatchObject([line, line]);
});

test('what a thread has counted stays when it ends and another takes its place', async () => {
  const process = new Process();
  for (const count of [1, 2, 3]) {
    const thread = process.start('gateway');
    thread.calls.inc({ method: 'PlaceOrder' }, count);
    thread.streams.set(count);
    await process.lines();
    const closed = once(thread.mainPort, 'close');
    thread.port.close();
    await closed;
  }
  const lines = await process.lines();
  expect(lines).toContain('test_calls_total{method="PlaceOrder"} 6');
  expect(lines.filter((line) => line.startsWith('test_streams'))).toEqual([]);
  expect(process.log.lines).toEqual([]);
});

test('a real worker adds its event loop, with its name, until it ends', async () => {
  const process = new Process();
  const { port1, port2 } = new MessageChannel();
  process.operations.attach('core', port1);
  const file = new URL('processes/reporting-worker.ts', import.meta.url);
  const worker = new Worker(file, { workerData: port2, transferList: [port2] });
  onTestFinished(async () => {
    await worker.terminate();
  });
  await once(worker, 'online');
  const text = await vi.waitFor(async () => {
    expect(await process.lines()).toContain('test_calls_total 7');
    return process.operations.metrics();
  }, WAIT);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds\{thread="core"\} \d/m);
  expect(text).toMatch(/^nodejs_heap_size_used_bytes\{thread="core"\} \d/m);
  expect(text).not.toMatch(/^process_\w+\{thread/m);

  await Promise.all([worker.terminate(), once(port1, 'close')]);
  expect(await process.lines()).toContain('test_calls_total 7');
  expect(await process.operations.metrics()).not.toContain('thread="core"} ');
});

test('a question fails when the main thread does not answer in time', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  const threads = new Threads(new LoggedLines());
  const operations = connectOperations({ port: port2, registry: new Registry(), threads });
  const failure = expect(operations.status()).rejects.toThrow(
    'the main thread did not answer within 3000 ms',
  );
  vi.advanceTimersByTime(3_000);
  await failure;
});
