import { Counter, Histogram, type Registry } from 'prom-client';
import type { CommitObserver } from '../exchange/commit-observer.ts';

/** Counts and times the commits of batches. */
export class CommitMetrics implements CommitObserver {
  readonly #durations: Histogram;
  readonly #events: Counter;
  readonly #failures: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#durations = new Histogram({
      name: 'redleaf_commit_duration_seconds',
      help: 'Time to make a batch durable. The count is the number of batches.',
      buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    });
    this.#events = new Counter({
      name: 'redleaf_committed_events_total',
      help: 'Durable events.',
      registers,
    });
    this.#failures = new Counter({
      name: 'redleaf_commit_failures_total',
      help: 'Batches that could not be made durable. Their commands were refused.',
      registers,
    });
  }

  committed(events: number, durationMs: number): void {
    this.#durations.observe(durationMs / 1_000);
    this.#events.inc(events);
  }

  failed(): void {
    this.#failures.inc();
  }
}
