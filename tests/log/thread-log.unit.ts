import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { openLog } from '../../src/log/logger.ts';
import { takeLines } from '../../src/log/take-lines.ts';
import { openThreadLog } from '../../src/log/thread-log.ts';

const SETTINGS = { logLevel: 'trace', logDir: '', logKeepFiles: 2, logMaxBytes: 1_000_000 } as const;

/** Lines that a destination has got, as objects. */
function destination() {
  const lines: unknown[] = [];
  return { lines, write: (line: string) => lines.push(JSON.parse(line)) };
}

/** The two ends of a thread's log, both in this thread. */
function openBoth() {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  return { mainPort: port1, ...openThreadLog({ logLevel: 'info' }, port2) };
}

test.each(['in order', 'by a fault', 'at once'])(
  'the last lines of a worker that ends %s are in the log, with the settings of all lines',
  async (ends) => {
    const { lines, write } = destination();
    const { logger, attach } = await openLog(SETTINGS, { write });
    const { port1, port2 } = new MessageChannel();
    attach(port1);
    const file = new URL('processes/logging-worker.ts', import.meta.url);
    const worker = new Worker(file, { workerData: { port: port2, ends }, transferList: [port2] });
    worker.on('message', (message) => logger.info({}, String(message)));
    // The worker's fault.
    worker.on('error', () => {});
    await once(port1, 'close');
    expect(lines).toMatchObject([
      {
        level: 30,
        msg: 'one',
        login: { partyId: 'alice', password: '[redacted]' },
        time: expect.any(Number),
      },
      { level: 40, msg: 'two', err: { type: 'RangeError', message: 'too far' } },
      ...(ends === 'in order' ? [{ msg: 'flushed' }] : []),
    ]);
  },
);

test('lines of threads are in the files too, in the order in which they arrive', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'redleaf-thread-log-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const { lines, write } = destination();
  const log = await openLog({ ...SETTINGS, logDir: directory }, { write });
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  log.attach(port1);
  const thread = openThreadLog(SETTINGS, port2);
  thread.logger.trace({}, 'one');
  await thread.flush();
  log.logger.info({}, 'two');
  thread.logger.error({}, 'three');
  await thread.flush();
  await log.close();
  const text = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'));
  const written: unknown[] = text
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(written).toMatchObject([{ msg: 'one' }, { msg: 'two' }, { msg: 'three' }]);
  expect(lines).toEqual(written);
});

test('lines of one turn cross together, and so do those written meanwhile', async () => {
  const { mainPort, logger, flush } = openBoth();
  const counts: number[] = [];
  mainPort.on('message', (lines: readonly string[]) => counts.push(lines.length));
  logger.info({}, 'one');
  logger.info({}, 'two');
  await expect.poll(() => counts).toEqual([2]);
  for (const text of ['three', 'four', 'five']) {
    logger.info({}, text);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(counts).toEqual([2]);
  mainPort.postMessage('taken');
  await expect.poll(() => counts).toEqual([2, 3]);
  const flushed = flush();
  mainPort.postMessage('taken');
  await flushed;
});

test('a line of level fatal is sent at once', () => {
  const { mainPort, logger } = openBoth();
  const sent: unknown[] = [];
  mainPort.postMessage = () => {};
  logger.info({}, 'one');
  logger.fatal({}, 'two');
  mainPort.on('message', (lines) => sent.push(...lines));
  return expect.poll(() => sent.length).toBe(2);
});

test('a flush ends when the main thread is gone', async () => {
  const { mainPort, logger, flush } = openBoth();
  logger.info({}, 'one');
  const flushed = flush();
  mainPort.close();
  await flushed;
  logger.info({}, 'two');
  await flush();
});

test('lines that no memory is left for are dropped, and counted', async () => {
  const { lines, write } = destination();
  const { mainPort, logger, flush } = openBoth();
  const text = 'x'.repeat(2 ** 20);
  for (let line = 0; line < 10; line += 1) logger.info({}, text);
  takeLines(mainPort, { write });
  await flush();
  await flush();
  expect(lines.slice(0, 3)).toMatchObject([{ msg: text }, { msg: text }, { msg: text }]);
  expect(lines.slice(3)).toMatchObject([
    { level: 50, msg: 'lines of the log were dropped, because the main thread was busy', lines: 7 },
  ]);
});
