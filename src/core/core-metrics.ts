import type { Registry } from 'prom-client';
import type { Exchange } from '../exchange/exchange.ts';
import { collectGauge } from '../supervision/collect-gauge.ts';
import { CommitMetrics } from './commit-metrics.ts';

/** The metrics of the core's thread. */
export class CoreMetrics {
  readonly commits: CommitMetrics;
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.commits = new CommitMetrics(registry);
  }

  /** Registers gauges of the sequencer. */
  collectCommands(exchange: Exchange): void {
    collectGauge(this.#registry, {
      name: 'redleaf_accepting_commands',
      help: '1 while commands are accepted, 0 while they are refused.',
      read: () => Number(exchange.status.accepting),
    });
    collectGauge(this.#registry, {
      name: 'redleaf_commands_in_flight',
      help: 'Commands that wait for the journal.',
      read: () => exchange.commandsInFlight,
    });
  }
}
