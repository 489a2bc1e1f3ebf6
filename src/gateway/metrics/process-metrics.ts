import { collectDefaultMetrics, Registry } from 'prom-client';

let registry: Registry | undefined;

/**
 * Metrics of the process, shared by all exchanges in it. Measuring starts with the first request for metrics, because
 * sampling the delay of the event loop wakes an idle process a hundred times a second.
 */
export function processMetrics(): Registry {
  if (registry === undefined) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
  }
  return registry;
}
