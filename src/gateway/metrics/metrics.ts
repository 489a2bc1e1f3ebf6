import { Counter, Registry } from 'prom-client';
import { AdmissionCounters } from './admission-metrics.ts';
import { CommitMetrics } from './commit-metrics.ts';
import { RestMetrics } from './rest-metrics.ts';
import { RpcMetrics } from './rpc-metrics.ts';

/** The metrics of one thread. */
export class Metrics {
  readonly registry = new Registry();
  readonly commits = new CommitMetrics(this.registry);
  readonly rpcs = new RpcMetrics(this.registry);
  readonly rest = new RestMetrics(this.registry);
  readonly admission = new AdmissionCounters(this.registry);
  readonly damagedSnapshots = new Counter({
    name: 'redleaf_damaged_snapshots_total',
    help: 'Damaged snapshots that were put aside.',
    registers: [this.registry],
  });
}
