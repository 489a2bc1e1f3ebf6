import type { Registry } from 'prom-client';
import { AdmissionCounters } from './admission-metrics.ts';
import { RestMetrics } from './rest-metrics.ts';
import { RpcMetrics } from './rpc-metrics.ts';

/** The metrics of a gateway. */
export class Metrics {
  readonly registry: Registry;
  readonly rpcs: RpcMetrics;
  readonly rest: RestMetrics;
  readonly admission: AdmissionCounters;

  constructor(registry: Registry) {
    this.registry = registry;
    this.rpcs = new RpcMetrics(registry);
    this.rest = new RestMetrics(registry);
    this.admission = new AdmissionCounters(registry);
  }
}
