import { Counter, Histogram, type Registry } from 'prom-client';
import { REQUEST_BUCKETS } from './request-buckets.ts';

/** Counts and times requests of the REST API. */
export class RestMetrics {
  readonly #requests: Counter<'method' | 'route' | 'code'>;
  readonly #durations: Histogram<'method' | 'route'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#requests = new Counter({
      name: 'redleaf_rest_requests_total',
      help: 'Finished requests of the REST API, by route and HTTP status. 499: the caller left. The method "other": not a method of the route.',
      labelNames: ['method', 'route', 'code'],
      registers,
    });
    this.#durations = new Histogram({
      name: 'redleaf_rest_request_duration_seconds',
      help: 'Time from the headers of a request to the end of its answer.',
      labelNames: ['method', 'route'],
      buckets: REQUEST_BUCKETS,
      registers,
    });
  }

  /** @param route template such as `/orders/{instrument_id}`, never the path of the caller, so that labels stay bounded. */
  ended(method: string, route: string, code: number, ms: number): void {
    this.#requests.inc({ method, route, code });
    this.#durations.observe({ method, route }, ms / 1_000);
  }
}
