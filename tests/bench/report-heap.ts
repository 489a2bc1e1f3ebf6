import { writeSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';
import { isMainThread, threadName } from 'node:worker_threads';

/** Preloaded into an exchange: each of its threads reports the size of its heap at intervals. */
const EVERY_MS = 2_000;
const thread = isMainThread ? 'main' : threadName;

setInterval(() => {
  const { total_heap_size: heap, used_heap_size: used, external_memory: external } = getHeapStatistics();
  writeSync(2, `${JSON.stringify({ thread, heap, used, external })}\n`);
}, EVERY_MS).unref();
