import { ReadingThread } from '../threads/reading-thread.ts';
import type { Threads } from '../threads/threads.ts';

export interface ReplayRequest {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly limit: number;
  /** Whether the datagrams may name parties; if not, `null` stands in place of each. */
  readonly namesParties: boolean;
}

export interface Replayed {
  /** Session of the datagrams; empty when none were sent. */
  readonly session: string;
  /** The oldest datagram that is retained; 0 when there is none. */
  readonly oldestSequence: number;
  /** In order without a gap; fewer than requested when no more were sent. */
  readonly datagrams: readonly Uint8Array[];
}

/** Reads retained datagrams, for listeners that have lost some. */
export class MulticastReplay {
  readonly #thread: ReadingThread<ReplayRequest, Replayed>;

  /**
   * @param directory the data folder.
   * @param maxWaiting the most reads that may wait.
   */
  constructor(directory: string, maxWaiting: number, threads: Threads) {
    const file = new URL('./replay-worker.ts', import.meta.url);
    this.#thread = new ReadingThread(threads, { name: 'multicast reader', file, directory, maxWaiting });
  }

  /** @throws RefusedError TOO_MANY_REQUESTS or HISTORY_UNAVAILABLE. */
  read(request: ReplayRequest): Promise<Replayed> {
    return this.#thread.read('anyone', request);
  }

  close(): Promise<void> {
    return this.#thread.stop();
  }
}
