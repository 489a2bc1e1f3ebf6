import { collectDefaultMetrics, Registry } from 'prom-client';

let registry: Registry | undefined;

/**
 * Metrics of the process and of its main thread, shared by all exchanges in it. Measuring starts with the first request for
 * metrics, because sampling the delay of the event loop wakes an idle process a hundred times a second.
 */
export function processMetrics(): Registry {
  if (registry === undefined) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
  }
  return registry;
}

/** Metrics of a worker thread's event loop and heap, under the same names, with a label for the thread. */
export function eventLoopMetrics(thread: string): Registry {
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics, labels: { thread } });
  for (const { name } of metrics.getMetricsAsArray()) {
    // Others are of the whole process, which the main thread measures.
    if (!name.startsWith('nodejs_') || name === 'nodejs_version_info') metrics.removeSingleMetric(name);
  }
  return metrics;
}
