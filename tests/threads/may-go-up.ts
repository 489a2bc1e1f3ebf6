import { once } from 'node:events';
import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';

/** The operating system may not let a thread go up again. It is tried on one that ends then. */
export async function mayGoUp(): Promise<boolean> {
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
