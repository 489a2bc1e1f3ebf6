import { Counter, type Registry } from 'prom-client';
import type { AdmissionMetrics, Refused } from '../http/admission/admission-metrics.ts';
import type { HolderName } from '../http/admission/holder.ts';
import { snakeCase } from './snake-case.ts';

/** Counts refused and closed connections, requests and streams. */
export class AdmissionCounters implements AdmissionMetrics {
  readonly #refused: Counter<'what' | 'holder'>;
  readonly #unread: Counter;
  readonly #expelled: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#refused = new Counter({
      name: 'redleaf_refused_total',
      help: 'Connections, requests and streams refused, and answers dropped, because their callers had reached a limit.',
      labelNames: ['what', 'holder'],
      registers,
    });
    this.#unread = new Counter({
      name: 'redleaf_unread_answers_total',
      help: 'Streams closed because their answers were not read in time.',
      registers,
    });
    this.#expelled = new Counter({
      name: 'redleaf_expelled_connections_total',
      help: 'Connections closed because of too many reset or refused calls.',
      registers,
    });
  }

  refused(what: Refused, holder: HolderName): void {
    this.#refused.inc({ what: snakeCase(what), holder });
  }

  closedUnread(): void {
    this.#unread.inc();
  }

  expelled(): void {
    this.#expelled.inc();
  }
}
