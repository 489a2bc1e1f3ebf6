import { Session } from 'node:inspector/promises';
import { getHeapStatistics } from 'node:v8';

/** A larger heap holds mostly live data, and its collection would take seconds. */
const SMALL_HEAP_BYTES = 96 * 2 ** 20;

/**
 * Returns about 50 MB of garbage from the start to the system; V8 would keep that memory. Blocks this thread for about
 * 0.1 s, so call it before the first order.
 */
export async function compactHeap(): Promise<void> {
  if (getHeapStatistics().used_heap_size > SMALL_HEAP_BYTES) return;
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.collectGarbage');
  } finally {
    session.disconnect();
  }
}
