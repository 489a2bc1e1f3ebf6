import { collectDefaultMetrics, Registry } from 'prom-client';

let registry: Registry | undefined;

/**
 * Of the process and its event loop, and so the same for every exchange in it. Measured once, and only from the first request for
 * metrics on: sampling the delay of the event loop wakes an idle process a hundred times a second.
 */
export function processMetrics(): Registry {
  if (registry === undefined) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
  }
  return registry;
}
