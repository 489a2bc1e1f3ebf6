import { SharedBuckets, sharedNowMs } from '../../admission/shared-buckets.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { AdmissionMetrics } from '../http/admission/admission-metrics.ts';
import { NO_HEADERS, Rate, type RateHeaders } from '../http/admission/rate.ts';

/**
 * Limits how many orders a party places and amends per second, by unary calls, streams and REST of all gateways together. Cancels never
 * count.
 */
export class OrderRates {
  readonly #perSecond: number;
  readonly #metrics: AdmissionMetrics;
  readonly #buckets: SharedBuckets;
  readonly #rateOfParty = new Map<number, Rate>();

  /**
   * @param perSecond maximum of one party; 0 for no limit.
   * @param memory of the buckets of all parties, which all gateways share.
   */
  constructor(perSecond: number, memory: SharedArrayBuffer, metrics: AdmissionMetrics) {
    this.#perSecond = perSecond;
    this.#buckets = new SharedBuckets(memory, perSecond);
    this.#metrics = metrics;
  }

  /** Counts a command before it is read, so that malformed ones count too. Returns why it must not be executed. */
  take(partyNumber: number): Refusal | undefined {
    if (this.#perSecond === 0) return undefined;
    let rate = this.#rateOfParty.get(partyNumber);
    if (rate === undefined) {
      rate = new Rate(this.#perSecond, 'orders', this.#buckets.of(partyNumber));
      this.#rateOfParty.set(partyNumber, rate);
    }
    const refusal = rate.take(sharedNowMs());
    if (refusal !== undefined) this.#metrics.refused('orderRate', 'party');
    return refusal;
  }

  /** Headers for the answer to a command that was counted; none without a limit. */
  headersOf(partyNumber: number): RateHeaders {
    return this.#rateOfParty.get(partyNumber)?.headers(sharedNowMs()) ?? NO_HEADERS;
  }
}
