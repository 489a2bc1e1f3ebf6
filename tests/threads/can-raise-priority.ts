import { once } from 'node:events';
import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';

/** Whether the operating system lets a thread raise its priority again. Tries it on a temporary thread. */
export async function canRaisePriority(): Promise<boolean> {
  const trial = `
    const { setPriority } = require('node:os');
    let may = true;
    setPriority(19);
    try { setPriority(${getPriority()}); } catch { may = false; }
    require('node:worker_threads').parentPort.postMessage(may);
  `;
  const worker = new Worker(trial, { eval: true });
  const [may]: unknown[] = await once(worker, 'message');
  await worker.terminate();
  return may === true;
}
