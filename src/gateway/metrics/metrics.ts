import { Registry } from 'prom-client';
import { AdmissionCounters } from './admission-metrics.ts';
import { RestMetrics } from './rest-metrics.ts';
import { RpcMetrics } from './rpc-metrics.ts';

/** The metrics of a gateway. */
export class Metrics {
  readonly registry = new Registry();
  readonly rpcs = new RpcMetrics(this.registry);
  readonly rest = new RestMetrics(this.registry);
  readonly admission = new AdmissionCounters(this.registry);
}
