import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listLogFiles } from '../../src/log/log-files.ts';
import { openLog } from '../../src/log/logger.ts';

let logDir: string;
let onConsole: string;

beforeEach(() => {
  logDir = mkdtempSync(join(tmpdir(), 'redleaf-log-'));
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  onConsole = '';
});

afterEach(() => {
  vi.useRealTimers();
  rmSync(logDir, { recursive: true });
});

const write = (line: string) => {
  onConsole += line;
};
const GIBIBYTE = 2 ** 30;
const open = (logKeepFiles = 10, logMaxBytes = GIBIBYTE) =>
  openLog({ logLevel: 'warn', logDir, logKeepFiles, logMaxBytes }, { write });
const files = () => readdirSync(logDir).sort();
const messagesIn = (name: string): string[] =>
  readFileSync(join(logDir, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).msg);

const newest = () => basename(listLogFiles(logDir).at(-1) ?? '');

/** Waits until a timer has opened a file. */
const opened = (count: number) => vi.waitFor(() => expect(files()).toHaveLength(count), { interval: 1 });

test('a file holds what is logged, without secrets, once the log is closed', async () => {
  const { logger, close } = await open();
  logger.warn({ request: { headers: { authorization: 'Bearer swordfish' } } }, 'a request');
  logger.info('too low');
  // These wait until the first line is written.
  logger.warn('more');
  logger.warn('the last');
  await close();
  const [file = ''] = files();
  const text = readFileSync(join(logDir, file), 'utf8');
  expect(text).toContain('[redacted]');
  expect(text).not.toContain('swordfish');
  expect(messagesIn(file)).toEqual(['a request', 'more', 'the last']);
  expect(text).toBe(onConsole);
  logger.warn('too late');
  expect(messagesIn(file)).not.toContain('too late');
});

test('what is fatal is in the file at once: the process may be gone before the next turn', async () => {
  const { logger, close } = await open();
  logger.warn('first');
  logger.fatal('the end');
  const [file = ''] = files();
  expect(messagesIn(file)).toContain('the end');
  await close();
});

test('without a folder there are no files, and the console is unchanged', async () => {
  const { logger, close } = await openLog(
    { logLevel: 'warn', logDir: '', logKeepFiles: 1, logMaxBytes: GIBIBYTE },
    { write },
  );
  logger.warn('heard');
  await close();
  expect(onConsole).toContain('heard');
  expect(files()).toEqual([]);
});

test('a new file begins on the quarter of the hour, not a quarter after the start', async () => {
  vi.setSystemTime(new Date(2025, 4, 6, 10, 44, 50));
  const { logger, close } = await open();
  logger.warn('before');
  await vi.advanceTimersByTimeAsync(9_000);
  expect(files()).toEqual(['exchange.2025-05-06-1030.1.log']);
  await vi.advanceTimersByTimeAsync(1_000);
  await opened(2);
  logger.warn('after');
  await vi.advanceTimersByTimeAsync(14 * 60_000);
  await close();
  expect(files()).toEqual(['exchange.2025-05-06-1030.1.log', 'exchange.2025-05-06-1045.1.log']);
  expect(messagesIn('exchange.2025-05-06-1030.1.log')).toEqual(['before']);
  expect(messagesIn('exchange.2025-05-06-1045.1.log')).toEqual(['after']);
});

test('a start continues only the file of its quarter', async () => {
  for (const [minute, message] of [
    [31, 'first'],
    [44, 'second'],
    [46, 'third'],
  ] as const) {
    vi.setSystemTime(new Date(2025, 4, 6, 10, minute));
    const { logger, close } = await open();
    logger.warn(message);
    await close();
  }
  expect(messagesIn('exchange.2025-05-06-1030.1.log')).toEqual(['first', 'second']);
  expect(messagesIn('exchange.2025-05-06-1045.1.log')).toEqual(['third']);
});

test('the oldest files go when there are too many, also those of earlier starts; others stay', async () => {
  const old = ['exchange.2025-05-06-0900.1.log', 'exchange.2025-05-06-0915.1.log', 'other.log'];
  for (const name of old) writeFileSync(join(logDir, name), '');
  vi.setSystemTime(new Date(2025, 4, 6, 10, 20));
  const { close } = await open(2);
  for (const time of ['1030', '1045', '1100']) {
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    await vi.waitFor(() => expect(files()).toContain(`exchange.2025-05-06-${time}.1.log`), { interval: 1 });
  }
  // The library may count before the new file exists. Then it removes one file more the next time.
  const left = ['exchange.2025-05-06-1045.1.log', 'exchange.2025-05-06-1100.1.log', 'other.log'];
  await vi.waitFor(
    () => expect([left, ['exchange.2025-05-06-1030.1.log', ...left]]).toContainEqual(files()),
    { interval: 1 },
  );
  await close();
});

test.each([1, 10, 672])(
  '%i files are bounded in bytes, however much is logged in a quarter',
  async (keep) => {
    const maxBytes = 2 ** 20;
    const { logger, close } = await open(keep, maxBytes);
    // A file may disappear while the folder is read.
    const sizeOf = (name: string) => statSync(join(logDir, name), { throwIfNoEntry: false })?.size ?? 0;
    const bytes = () => files().reduce((sum, name) => sum + sizeOf(name), 0);
    let largest = 0;
    for (let line = 0; line < 3_000; line += 1) {
      logger.warn({ line }, 'x'.repeat(1_000));
      if (line % 10 !== 0) continue;
      // Files are written, created and removed in later turns of the event loop.
      for (let turn = 0; turn < 5; turn += 1) await stat(logDir);
      largest = Math.max(largest, bytes());
    }
    await close();
    expect(onConsole.length).toBeGreaterThan(2.5 * maxBytes);
    await vi.waitFor(() => expect(bytes()).toBeLessThanOrEqual(maxBytes), { interval: 1 });
    expect(files().length).toBeGreaterThan(keep === 1 ? 0 : 5);
    // The removal of files may lag.
    expect(largest).toBeLessThan(2 * maxBytes);
    expect(readFileSync(join(logDir, newest()), 'utf8')).toContain('"line":2999');
  },
);

test('a folder that cannot be written fails at once', async () => {
  const file = join(logDir, 'file');
  writeFileSync(file, '');
  await expect(
    openLog({ logLevel: 'warn', logDir: file, logKeepFiles: 1, logMaxBytes: GIBIBYTE }),
  ).rejects.toThrow('EEXIST');
});
