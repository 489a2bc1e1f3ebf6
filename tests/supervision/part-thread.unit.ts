import { expect, onTestFinished, test, vi } from 'vitest';
import { takeLines } from '../../src/log/take-lines.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { PartThread } from '../../src/supervision/part-thread.ts';
import { ProcessOperations } from '../../src/supervision/process-operations.ts';
import { Threads } from '../../src/threads/threads.ts';
import { LoggedLines } from '../auth/logged-lines.ts';

function open(places: readonly { readonly sticks: boolean }[]) {
  const log = new LoggedLines();
  const threads = new Threads(log);
  const left = [...places];
  const onEnd = vi.fn();
  let lines = '';
  const thread = new PartThread<{ readonly sticks: boolean }, { readonly sticks: boolean }>(
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
      file: new URL('./processes/stuck-worker.ts', import.meta.url),
      open: () => ({ place: left.shift() ?? { sticks: false }, transfer: [] }),
      restarts: true,
      pingMs: 200,
      onEnd,
    },
  );
  onTestFinished(() => thread.close());
  return { thread, threads, log, onEnd, lines: () => lines };
}

test('a thread that is stuck is ended, and another one takes its place', async () => {
  const { thread, threads, log, onEnd, lines } = open([{ sticks: true }]);
  expect(await thread.start()).toEqual({ sticks: true });
  await vi.waitUntil(() => onEnd.mock.calls.length > 0, { timeout: 30_000 });
  expect(onEnd.mock.calls[0]?.[0]).toMatchObject({ message: 'it was stuck: it has not answered for 1.2 s' });
  await vi.waitUntil(() => lines().includes('"sticks":false'), { timeout: 30_000 });
  expect(threads.status).toMatchObject([{ name: 'part', failures: 1 }]);
  expect(log.lines[0]?.message).toBe('a thread failed and is restarted after a pause');
});

test('a thread that answers stays', async () => {
  const { thread, onEnd } = open([{ sticks: false }]);
  await thread.start();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(onEnd).not.toHaveBeenCalled();
});
