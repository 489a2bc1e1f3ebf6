import { Counter, Registry } from 'prom-client';
import { AdmissionCounters } from './admission-metrics.ts';
import { CommitMetrics } from './commit-metrics.ts';
import { processMetrics } from './process-metrics.ts';
import { RestMetrics } from './rest-metrics.ts';
import { RpcMetrics } from './rpc-metrics.ts';

/** What one exchange tells of itself, in the text format of Prometheus. */
export class Metrics {
  readonly registry = new Registry();
  readonly commits = new CommitMetrics(this.registry);
  readonly rpcs = new RpcMetrics(this.registry);
  readonly rest = new RestMetrics(this.registry);
  readonly admission = new AdmissionCounters(this.registry);
  readonly damagedSnapshots = new Counter({
    name: 'redleaf_damaged_snapshots_total',
    help: 'Snapshots that were damaged, and put aside.',
    registers: [this.registry],
  });

  get contentType(): string {
    return this.registry.contentType;
  }

  async text(): Promise<string> {
    return (await processMetrics.metrics()) + (await this.registry.metrics());
  }
}
