import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test, vi } from 'vitest';
import { AnsweringThread } from '../../src/threads/answering-thread.ts';
import type { CreateWorker, ThreadOptions } from '../../src/threads/supervised-thread.ts';
import { Threads } from '../../src/threads/threads.ts';
import { LoggedLines } from '../auth/logged-lines.ts';

const FAILED = 'a thread failed and is restarted after a pause';
const WAIT = { timeout: 30_000, interval: 5 };

/** A worker that runs this code. In it, `port` is the parent port. */
function code(text: string): URL {
  const module = `import { parentPort as port, workerData } from 'node:worker_threads'; ${text}`;
  return new URL(`data:text/javascript,${encodeURIComponent(module)}`);
}

function supervise(options: Partial<ThreadOptions<unknown>> & { readonly file: URL }, create?: CreateWorker) {
  const log = new LoggedLines();
  const threads = new Threads(log, create);
  const messages: unknown[] = [];
  const ends: string[] = [];
  const thread = threads.supervise<unknown, unknown>({
    name: 'test',
    workerData: () => messages.length,
    onMessage: (message) => messages.push(message),
    onEnd: ({ message }) => ends.push(message),
    pauseMs: { first: 1, longest: 4 },
    ...options,
  });
  onTestFinished(() => thread.stop());
  return { thread, threads, log, messages, ends };
}

/** Fails like a system that has no room for another thread. */
function noRoom(): never {
  throw Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' });
}

test.each([
  ['throws', 'throw new Error("broken")', 'broken'],
  ['exits', 'process.exit(3)', 'the thread ended with code 3'],
  ['ends without a fault', 'process.exit(0)', 'the thread ended with code 0'],
  ['cannot be loaded', 'import "node:nothing"', 'No such built-in module: node:nothing'],
])(
  'a thread that %s is started again, with growing pauses, and is failing meanwhile',
  async (_, text, cause) => {
    const { thread, threads, log, ends } = supervise({ file: code(text) });
    expect(threads.status).toEqual([{ name: 'test', state: 'idle', failures: 0 }]);
    thread.start();
    await vi.waitUntil(() => ends.length >= 4, WAIT);
    expect(new Set(ends)).toEqual(new Set([cause]));
    const [{ state, failures } = {}] = threads.status;
    expect(state).toBe('failing');
    expect(failures).toBeGreaterThanOrEqual(4);
    const lines = log.lines.slice(0, 4);
    expect(lines.map(({ level, message }) => [level, message])).toEqual(Array(4).fill(['error', FAILED]));
    expect(lines.map(({ facts }) => facts)).toMatchObject(
      [1, 2, 4, 4].map((pauseMs) => ({ thread: 'test', pauseMs, err: { message: cause } })),
    );
  },
);

test.each<[string, () => Worker]>([
  ['throws', noRoom],
  [
    'reports it later',
    () => {
      const worker = new Worker(code(''));
      queueMicrotask(() => worker.emit('error', new Error('EAGAIN')));
      void worker.terminate();
      return worker;
    },
  ],
])(
  'a thread that cannot be started is started once there is room again, when the system %s',
  async (_, refuse) => {
    let hasRoom = false;
    const create: CreateWorker = (file, options) => (hasRoom ? new Worker(file, options) : refuse());
    const { thread, threads, log, messages } = supervise(
      { file: code('port.postMessage("here"); setInterval(() => {}, 1e6)') },
      create,
    );
    expect(() => thread.start()).not.toThrow();
    await vi.waitUntil(() => (threads.status[0]?.failures ?? 0) > 2, WAIT);
    expect(threads.status).toMatchObject([{ state: 'failing' }]);
    hasRoom = true;
    await vi.waitUntil(() => messages.length > 0, WAIT);
    expect(messages).toEqual(['here']);
    expect(threads.status).toMatchObject([{ state: 'running' }]);
    expect(log.messages.at(-1)).toBe('the thread works again');
  },
);

test('a thread that ends when its work is done is idle, and can be started for more', async () => {
  const { thread, threads, log, messages, ends } = supervise({
    file: code('port.postMessage(workerData)'),
    endsWhenDone: true,
  });
  for (const count of [1, 2]) {
    thread.start();
    thread.start();
    await vi.waitUntil(() => threads.status[0]?.state === 'idle', WAIT);
    expect(messages).toHaveLength(count);
  }
  expect(messages).toEqual([0, 1]);
  expect([log.lines, ends]).toEqual([[], []]);
});

test('a thread that is not started again stays away', async () => {
  const { thread, threads, log, ends } = supervise({
    file: code('throw new Error("broken")'),
    restarts: false,
  });
  thread.start();
  await vi.waitUntil(() => ends.length > 0, WAIT);
  thread.start();
  expect(thread.isRunning).toBe(false);
  expect(threads.status).toMatchObject([{ state: 'failing', failures: 1 }]);
  expect(log.lines).toEqual([]);
});

test.each(['while it pauses', 'while it runs'])(
  'a thread that is stopped %s is not started again',
  async (when) => {
    let started = 0;
    const create: CreateWorker = (file, options) => {
      started += 1;
      return when === 'while it runs' ? new Worker(file, options) : noRoom();
    };
    const { thread } = supervise({ file: code('setInterval(() => {}, 1e6)') }, create);
    thread.start();
    await thread.stop();
    const before = started;
    await new Promise((resolve) => setTimeout(resolve, 20));
    thread.start();
    expect(started).toBe(before);
    expect(thread.isRunning).toBe(false);
  },
);

test('what a thread was asked is rejected when it ends, and the next thread answers', async () => {
  const log = new LoggedLines();
  const workers: Worker[] = [];
  const threads = new Threads(log, (file, options) => {
    const worker = new Worker(file, options);
    workers.push(worker);
    return worker;
  });
  const thread = new AnsweringThread<string, string>(threads, {
    name: 'answers',
    file: code(
      'port.on("message", (text) => { if (text === "die") process.exit(1); port.postMessage(text) })',
    ),
    workerData: () => undefined,
    pauseMs: { first: 1, longest: 1 },
  });
  onTestFinished(() => thread.stop());
  expect(workers).toHaveLength(0);
  expect(await thread.ask('one')).toBe('one');
  const asked = ['die', 'two'].map((text) => thread.ask(text).catch(({ message }) => message));
  expect(await Promise.all(asked)).toEqual(Array(2).fill('the thread ended with code 1'));
  await expect(thread.ask('while it pauses')).rejects.toThrow('the thread ended with code 1');
  await vi.waitUntil(() => workers.length === 2, WAIT);
  expect(await thread.ask('three')).toBe('three');
  const ended = workers[1] === undefined ? undefined : once(workers[1], 'exit');
  const last = thread.ask('four').catch(() => 'stopped');
  await thread.stop();
  await ended;
  expect(['four', 'stopped']).toContain(await last);
});
