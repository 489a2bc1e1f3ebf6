import { once } from 'node:events';
import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { restoreThreadPriorities } from '../../src/threads/thread-priority.ts';
import { mayGoUp } from './may-go-up.ts';

const FILE = new URL('../../src/threads/thread-priority.ts', import.meta.url);

/** A thread that gives way, and tells its priority then and whenever it is asked. */
const WORKER = `
  const { getPriority } = require('node:os');
  const { parentPort } = require('node:worker_threads');
  import(${JSON.stringify(FILE.href)}).then(async ({ lowerThreadPriority }) => {
    await lowerThreadPriority('/');
    parentPort.postMessage(getPriority());
    parentPort.on('message', () => parentPort.postMessage(getPriority()));
  });
`;

it.runIf(process.platform === 'linux')(
  'threads that gave way no longer do when the process is to end',
  async () => {
    const usual = getPriority();
    const worker = new Worker(WORKER, { eval: true });
    expect(await once(worker, 'message')).toEqual([19]);
    restoreThreadPriorities();
    worker.postMessage('now?');
    expect(await once(worker, 'message')).toEqual([(await mayGoUp()) ? usual : 19]);
    expect(getPriority()).toBe(usual);
    await worker.terminate();
  },
);
