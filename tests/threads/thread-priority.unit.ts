import { once } from 'node:events';
import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { restoreThreadPriorities } from '../../src/threads/thread-priority.ts';
import { canRaisePriority } from './can-raise-priority.ts';

const FILE = new URL('../../src/threads/thread-priority.ts', import.meta.url);

/** A thread that lowers its priority, and posts its priority then and for each message. */
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
  'threads with a lowered priority get the normal one when the process ends',
  async () => {
    const usual = getPriority();
    const worker = new Worker(WORKER, { eval: true });
    expect(await once(worker, 'message')).toEqual([19]);
    restoreThreadPriorities();
    worker.postMessage('now?');
    expect(await once(worker, 'message')).toEqual([(await canRaisePriority()) ? usual : 19]);
    expect(getPriority()).toBe(usual);
    await worker.terminate();
  },
);
