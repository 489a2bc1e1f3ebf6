import type { MessagePort } from 'node:worker_threads';
import { AggregatorRegistry, Registry } from 'prom-client';
import type { Logger } from '../domain/logger.ts';
import type { Threads } from '../threads/threads.ts';
import type { Writers } from '../writers/writers.ts';
import { AttachedThread } from './attached-thread.ts';
import { collectThreads } from './collect-threads.ts';
import { collectWriters } from './collect-writers.ts';
import type { OfferedLogin, Operations, ProcessStatus } from './operations.ts';
import { processMetrics } from './process-metrics.ts';
import type { CollectedMetric } from './thread-functions.ts';

/** Lifetime of the collected text. It limits the collection to about 1 % of each thread. */
export const METRICS_CACHE_MS = 200;

export const METRICS_CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

interface Parts {
  readonly writers: Pick<Writers, 'status'>;
  /** Threads that the main thread starts. */
  readonly threads: Threads;
  readonly offeredLogins: () => readonly OfferedLogin[];
  readonly logger: Logger;
}

/** Answers for the whole process. Runs on the main thread; other threads reach it over ports. */
export class ProcessOperations implements Operations {
  readonly #parts: Parts;
  /** Metrics of the main thread. */
  readonly registry = new Registry();
  readonly #attached = new Set<AttachedThread>();
  /** Counters of threads that have ended. A counter of the process never goes back. */
  #ended: Promise<readonly CollectedMetric[]> = Promise.resolve([]);
  #collected: { readonly timeMs: number; readonly text: Promise<string> } | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    collectWriters(this.registry, parts.writers);
    collectThreads(this.registry, parts.threads);
  }

  /**
   * Adds a thread until its port closes.
   *
   * @param name shown in the log.
   * @param port its other end is for `connectOperations`.
   */
  attach(name: string, port: MessagePort): void {
    const thread = new AttachedThread({ name, port, operations: this, logger: this.#parts.logger });
    this.#attached.add(thread);
    port.on('close', () => {
      this.#attached.delete(thread);
      this.#ended = this.#ended.then((ended) => merge([ended, thread.counters]).getMetricsAsJSON());
    });
  }

  async status(): Promise<ProcessStatus> {
    const { writers, threads } = this.#parts;
    const attached = [...this.#attached].flatMap(({ threads }) => threads);
    return { writers: writers.status, threads: [...threads.status, ...attached] };
  }

  async offeredLogins(): Promise<readonly OfferedLogin[]> {
    return this.#parts.offeredLogins();
  }

  /** At most METRICS_CACHE_MS old, because any caller may request it and collecting takes milliseconds of every thread. */
  metrics(): Promise<string> {
    const nowMs = performance.now();
    if (this.#collected === undefined || nowMs - this.#collected.timeMs >= METRICS_CACHE_MS) {
      this.#collected = { timeMs: nowMs, text: this.#collect() };
    }
    return this.#collected.text;
  }

  async #collect(): Promise<string> {
    const attached = [...this.#attached].map((thread) => thread.metrics());
    const own = this.registry.getMetricsAsJSON();
    const all = merge(await Promise.all([...attached, own, this.#ended]));
    return (await processMetrics().metrics()) + (await all.metrics());
  }
}

function merge(metrics: readonly (readonly CollectedMetric[])[]): Registry {
  return AggregatorRegistry.aggregate([...metrics]);
}
