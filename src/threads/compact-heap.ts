import { Session } from 'node:inspector/promises';
import { getHeapStatistics } from 'node:v8';

/** A larger heap is mostly what an exchange holds, and would take seconds to go through. */
const SMALL_HEAP_BYTES = 96 * 2 ** 20;

/**
 * Gives back to the system what the start has needed and nothing needs any more, some 50 MB: V8 alone would keep it. Stops this
 * thread for about a tenth of a second, so it comes before the first order.
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
