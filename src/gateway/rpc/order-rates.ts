import type { Refusal } from '../../domain/refusal.ts';
import type { AdmissionMetrics } from '../http/admission/admission-metrics.ts';
import { NO_HEADERS, Rate, type RateHeaders } from '../http/admission/rate.ts';

/** Limits how many orders a party places and amends per second, by unary calls, streams and REST together. Cancels never count. */
export class OrderRates {
  readonly #perSecond: number;
  readonly #metrics: AdmissionMetrics;
  readonly #rateOfParty = new Map<number, Rate>();

  /** @param perSecond maximum of one party; 0 for no limit. */
  constructor(perSecond: number, metrics: AdmissionMetrics) {
    this.#perSecond = perSecond;
    this.#metrics = metrics;
  }

  /** Counts a command before it is read, so that malformed ones count too. Returns why it must not be executed. */
  take(partyNumber: number): Refusal | undefined {
    if (this.#perSecond === 0) return undefined;
    const nowMs = performance.now();
    let rate = this.#rateOfParty.get(partyNumber);
    if (rate === undefined) {
      rate = new Rate(this.#perSecond, 'orders', nowMs);
      this.#rateOfParty.set(partyNumber, rate);
    }
    const refusal = rate.take(nowMs);
    if (refusal !== undefined) this.#metrics.refused('orderRate', 'party');
    return refusal;
  }

  /** Headers for the answer to a command that was counted; none without a limit. */
  headersOf(partyNumber: number): RateHeaders {
    return this.#rateOfParty.get(partyNumber)?.headers(performance.now()) ?? NO_HEADERS;
  }
}
