import { Counter, Registry } from 'prom-client';
import { AdmissionCounters } from './admission-metrics.ts';
import { CommitMetrics } from './commit-metrics.ts';
import { processMetrics } from './process-metrics.ts';
import { RestMetrics } from './rest-metrics.ts';
import { RpcMetrics } from './rpc-metrics.ts';

/** Lifetime of the collected text. It limits the collection to about 1 % of the thread. */
export const METRICS_CACHE_MS = 200;

/** The metrics of one exchange, in Prometheus's text format. */
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

  #collected: { readonly timeMs: number; readonly text: Promise<string> } | undefined;

  get contentType(): string {
    return this.registry.contentType;
  }

  /** At most METRICS_CACHE_MS old, because any caller may request it and collecting takes milliseconds of the matching thread. */
  text(): Promise<string> {
    const nowMs = performance.now();
    if (this.#collected === undefined || nowMs - this.#collected.timeMs >= METRICS_CACHE_MS) {
      this.#collected = { timeMs: nowMs, text: this.#collect() };
    }
    return this.#collected.text;
  }

  async #collect(): Promise<string> {
    return (await processMetrics().metrics()) + (await this.registry.metrics());
  }
}
