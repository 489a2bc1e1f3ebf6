import type { MessagePort } from 'node:worker_threads';
import type { Registry } from 'prom-client';
import { PortCalls } from '../threads/port-calls.ts';
import type { Threads } from '../threads/threads.ts';
import { collectThreads } from './collect-threads.ts';
import type { Operations } from './operations.ts';
import { eventLoopMetrics } from './process-metrics.ts';
import type { MainFunctions, ThreadFunctions } from './thread-functions.ts';

/** More than the main thread waits for the metrics of other threads. */
const TIMEOUT_MS = 3_000;

interface Options {
  /** Its other end is for `ProcessOperations.attach`. */
  readonly port: MessagePort;
  /** Metrics of this thread. Those of the threads that it starts are added. */
  readonly registry: Registry;
  /** Threads that this thread starts. */
  readonly threads: Threads;
  /** Name of a worker thread, whose event loop is measured too. Undefined on the main thread, which measures its own. */
  readonly worker?: string;
}

/** Reports this thread's metrics, and the threads that it starts, to the main thread. Returns what it may ask in turn. */
export function connectOperations({ port, registry, threads, worker }: Options): Operations {
  // Created at the first request: it wakes an idle thread a hundred times a second.
  let eventLoop: Registry | undefined;
  const calls = new PortCalls<ThreadFunctions, MainFunctions>(
    port,
    {
      async metrics() {
        const metrics = await registry.getMetricsAsJSON();
        if (worker === undefined) return metrics;
        eventLoop ??= eventLoopMetrics(worker);
        return [...metrics, ...(await eventLoop.getMetricsAsJSON())];
      },
    },
    { other: 'the main thread', timeoutMs: TIMEOUT_MS },
  );
  collectThreads(registry, threads);
  threads.onChange = (status) => calls.tell('threadsChanged', status);
  threads.onChange(threads.status);
  return {
    status: () => calls.ask('status'),
    metrics: () => calls.ask('metrics'),
    offeredLogins: () => calls.ask('offeredLogins'),
  };
}
