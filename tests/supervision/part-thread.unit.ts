import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { takeLines } from '../../src/log/take-lines.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { PartThread } from '../../src/supervision/part-thread.ts';
import { ProcessOperations } from '../../src/supervision/process-operations.ts';
import { Threads } from '../../src/threads/threads.ts';
import { LoggedLines } from '../auth/logged-lines.ts';

function openStuck(places: readonly { readonly sticks: boolean }[]) {
  const left = [...places];
  return open<{ readonly sticks: boolean }>('stuck-worker.ts', () => left.shift() ?? { sticks: false });
}

function openFailing(...fails: ('start' | 'run' | 'close')[]) {
  return open('failing-worker.ts', () => ({ fails: fails.shift() ?? 'close' }));
}

function open<Place>(file: string, place: () => Place) {
  const log = new LoggedLines();
  const threads = new Threads(log);
  const onEnd = vi.fn();
  let lines = '';
  const thread = new PartThread<Place, unknown>(
    {
      config: loadConfig({}, {}),
      threads,
      operations: new ProcessOperations({
        writers: { status: [] },
        threads,
        offeredLogins: () => [],
        logger: log,
      }),
      attachLog: (port) =>
        takeLines(port, {
          write(line: string) {
            lines += line;
          },
        }),
    },
    {
      name: 'part',
      file: new URL(`./processes/${file}`, import.meta.url),
      open: () => ({ place: place(), transfer: [] }),
      restarts: true,
      pingMs: 200,
      onEnd,
    },
  );
  onTestFinished(() => thread.close().catch(() => undefined));
  return { thread, threads, log, onEnd, lines: () => lines };
}

test('a thread that is stuck is ended, and another one takes its place', async () => {
  const { thread, threads, log, onEnd, lines } = openStuck([{ sticks: true }]);
  expect(await thread.start()).toEqual({ sticks: true });
  await vi.waitUntil(() => onEnd.mock.calls.length > 0, { timeout: 30_000 });
  expect(onEnd.mock.calls[0]?.[0]).toMatchObject({ message: 'it was stuck: it has not answered for 1.2 s' });
  await vi.waitUntil(() => lines().includes('"sticks":false'), { timeout: 30_000 });
  expect(threads.status).toMatchObject([{ name: 'part', failures: 1 }]);
  expect(log.lines[0]?.message).toBe('a thread failed and is restarted after a pause');
});

test('a thread that answers stays', async () => {
  const { thread, onEnd } = openStuck([{ sticks: false }]);
  await thread.start();
  await sleep(1_500);
  expect(onEnd).not.toHaveBeenCalled();
});

test('a start that fails says why, also to a main thread that was busy meanwhile', async () => {
  const { thread } = openFailing('start');
  // Its code is loaded by then.
  await sleep(1_000);
  const start = thread.start();
  for (const endMs = performance.now() + 1_000; performance.now() < endMs; );
  await expect(start).rejects.toThrow('no start');
});

test('an end that fails says why, and the thread ends', async () => {
  const { thread } = openFailing('close');
  await thread.start();
  await expect(thread.close()).rejects.toThrow('no end');
  await thread.close();
});

test('a restart that fails is in the log with its reason', async () => {
  const { thread, log } = openFailing('run', 'start');
  await thread.start();
  await vi.waitUntil(() => log.lines.length === 2, { timeout: 30_000 });
  expect(log.lines.map(({ facts }) => facts)).toMatchObject([
    { err: { message: 'the thread ended with code 1' } },
    { err: { message: 'no start' } },
  ]);
});
