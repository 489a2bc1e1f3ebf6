import { constants } from 'node:http2';
import type { Account } from '../../../admission/account.ts';
import type { Reader } from '../../../admission/read-turns.ts';
import { type Refusal, RefusedError, refuse } from '../../../domain/refusal.ts';
import { requestIdOf } from '../request-id.ts';
import type { Transfer } from '../transfer.ts';
import type { AdmissionMetrics } from './admission-metrics.ts';
import type { Holder, Resource } from './holder.ts';
import { NO_HEADERS, type Rate, type RateHeaders } from './rate.ts';

/** A call is late if none of its bytes has moved during this number of sweeps. */
const LATE_SWEEPS = 4;

/** Counts sweeps. It replaces a clock where the precision of a sweep is enough. */
export interface SweepClock {
  readonly sweep: number;
}

interface CallContext {
  readonly address: string;
  /** In which the call counts unless it turns out to be one of a party. */
  readonly rate: Rate | undefined;
  readonly clock: SweepClock;
  readonly metrics: AdmissionMetrics;
}

/** The resources that one request holds, from its headers until its answer has left. */
export class Call {
  /** Makes the error that refuses the call. RPCs and the REST API use different ones. */
  toError: (refusal: Refusal) => Error = (refusal) => new RefusedError(refusal);
  /** Adds headers to a response of Node. The fast lane has none, and takes them from `rateHeaders`. */
  addHeaders: ((headers: RateHeaders) => void) | undefined;
  rateHeaders = NO_HEADERS;
  readonly requestId: string;
  /** Of the caller; see `addressKey`. */
  readonly address: string;
  readonly #transfer: Transfer;
  readonly #clock: SweepClock;
  readonly #metrics: AdmissionMetrics;
  #rate: Rate | undefined;
  #holder: Holder;
  #place: Account | undefined;
  #arrivingFrom: Account | undefined;
  #arrivingBytes = 0;
  #subscribedFrom: Account | undefined;
  #subscriptions = 0;
  #leavingFrom: Account | undefined;
  #leavingBytes = 0;
  /** Sweep at which bytes were last written or left, or at which the call did not wait for its caller. */
  #movedAt: number;
  #isClosed = false;
  #isGivenUp = false;

  /** @param holder the caller has taken one of its `requests` for this request. */
  constructor(transfer: Transfer, holder: Holder, { address, rate, clock, metrics }: CallContext) {
    this.requestId = requestIdOf(transfer);
    this.address = address;
    this.#transfer = transfer;
    this.#rate = rate;
    this.#holder = holder;
    this.#clock = clock;
    this.#metrics = metrics;
    this.#movedAt = clock.sweep;
  }

  get holder(): Holder {
    return this.#holder;
  }

  /** The reader whose turns the call's long reads use. */
  get reader(): Reader {
    return this.#holder.name === 'party' ? this.#holder : this.address;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether we have closed its stream before its answer had left. */
  get isGivenUp(): boolean {
    return this.#isGivenUp;
  }

  /** Whether it holds nothing any more. */
  get isOver(): boolean {
    return this.#isClosed && this.#leavingBytes === 0;
  }

  /** Whether the caller has reset it before the answer was complete. */
  get isReset(): boolean {
    return this.#transfer.isReset && !this.#isGivenUp;
  }

  /**
   * Counts the call for a party from now on. The REST API learns the party from the body.
   *
   * @throws RefusedError or ConnectError TOO_MANY_REQUESTS.
   */
  transferTo(holder: Holder): void {
    if (this.#isClosed) return;
    if (!holder.requests.take(1)) throw this.#refused('requests', holder);
    this.#holder.requests.give(1);
    this.#holder = holder;
    this.#rate = undefined;
  }

  /** Sets the headers of the answer with the rate of the caller. */
  setRateHeaders(headers: RateHeaders): void {
    this.rateHeaders = headers;
    this.addHeaders?.(headers);
  }

  /**
   * Takes a place until the answer has left.
   *
   * @param isCounted whether it counts in the rate of an address. A login has delays of its own.
   * @throws RefusedError or ConnectError TOO_MANY_REQUESTS or TOO_MANY_SUBSCRIPTIONS.
   */
  enter(resource: 'calls' | 'cancels' | 'streams', isCounted = true): void {
    if (this.#isClosed) return;
    if (isCounted) this.#count();
    const { [resource]: places, leavingBytes } = this.#holder;
    if (resource !== 'cancels' && !leavingBytes.fits(1)) throw this.#refused('leavingBytes', this.#holder);
    if (!places.take(1)) throw this.#refused(resource, this.#holder);
    this.#place = places;
  }

  /**
   * Sets the number of arrived bytes that belong to an incomplete message.
   *
   * @throws RefusedError or ConnectError TOO_MANY_REQUESTS.
   */
  arriving(bytes: number): void {
    this.#arrivingFrom ??= this.#holder.arrivingBytes;
    const more = bytes - this.#arrivingBytes;
    if (more > 0 && !this.#arrivingFrom.take(more)) throw this.#refused('arrivingBytes', this.#holder);
    if (more < 0) this.#arrivingFrom.give(-more);
    this.#arrivingBytes = bytes;
  }

  /**
   * Sets the number of subscriptions of the stream.
   *
   * @throws RefusedError TOO_MANY_SUBSCRIPTIONS.
   */
  subscribed(subscriptions: number): void {
    if (this.#isClosed) return;
    this.#subscribedFrom ??= this.#holder.subscriptions;
    const more = subscriptions - this.#subscriptions;
    if (more > 0 && !this.#subscribedFrom.take(more)) {
      // Not as `toError` makes it: the caller that asks for them may be at another gateway.
      throw new RefusedError(this.#refusalOf('subscriptions', this.#holder));
    }
    if (more < 0) this.#subscribedFrom.give(-more);
    this.#subscriptions = subscriptions;
  }

  /** Counts bytes of the answer before they are written. Returns false, and closes the stream, if they do not fit. */
  write(bytes: number): boolean {
    this.#leavingFrom ??= this.#holder.leavingBytes;
    if (!this.#leavingFrom.take(bytes)) {
      this.#metrics.refused('leavingBytes', this.#holder.name);
      this.giveUp();
      return false;
    }
    if (this.#leavingBytes === 0) this.#movedAt = this.#clock.sweep;
    this.#leavingBytes += bytes;
    return true;
  }

  left(bytes: number): void {
    // `drop` has counted the bytes already if the connection was closed.
    const given = Math.min(bytes, this.#leavingBytes);
    this.#leavingBytes -= given;
    this.#leavingFrom?.give(given);
    this.#movedAt = this.#clock.sweep;
  }

  /** Whether the caller has not read the answer, or not ended a request that was answered, for too long. Asked in every sweep. */
  isLate(): boolean {
    const isWaiting = this.#leavingBytes > 0 || (!this.#isClosed && this.#transfer.isAnswered);
    if (!isWaiting) this.#movedAt = this.#clock.sweep;
    return this.#clock.sweep - this.#movedAt > LATE_SWEEPS;
  }

  /** Closes the stream, and drops the rest of the answer. */
  giveUp(): void {
    this.#isGivenUp = true;
    this.#movedAt = this.#clock.sweep;
    const hasLeft = this.#leavingBytes === 0 && this.#transfer.isAnswered;
    this.#transfer.reset(hasLeft ? constants.NGHTTP2_NO_ERROR : constants.NGHTTP2_ENHANCE_YOUR_CALM);
  }

  close(): void {
    if (this.#isClosed) return;
    this.subscribed(0);
    this.#isClosed = true;
    this.arriving(0);
    this.#place?.give(1);
    this.#holder.requests.give(1);
  }

  /** Returns everything that the call holds, after its connection was closed. */
  drop(): void {
    this.close();
    this.left(this.#leavingBytes);
  }

  /** @throws RefusedError or ConnectError TOO_MANY_REQUESTS. */
  #count(): void {
    const rate = this.#rate;
    if (rate === undefined) return;
    const nowMs = performance.now();
    const refusal = rate.take(nowMs);
    this.setRateHeaders(rate.headers(nowMs));
    if (refusal === undefined) return;
    this.#metrics.refused('callRate', this.#holder.name);
    throw this.toError(refusal);
  }

  #refused(resource: Resource, holder: Holder): Error {
    return this.toError(this.#refusalOf(resource, holder));
  }

  #refusalOf(resource: Resource, holder: Holder): Refusal {
    this.#metrics.refused(resource, holder.name);
    return REFUSAL_OF[resource](holder[resource].max);
  }
}

const tooMany = (message: string) => (max: number) =>
  refuse('TOO_MANY_REQUESTS', message, undefined, { max: String(max) });

const tooManySubscriptions = (message: string) => (max: number) =>
  refuse('TOO_MANY_SUBSCRIPTIONS', message, undefined, { max: String(max) });

const TOO_MANY_CALLS = tooMany('too many calls are open: read their answers, then call again');

/** The refusal for each resource, with its remedy. */
const REFUSAL_OF: Readonly<Record<Resource, (max: number) => Refusal>> = {
  requests: TOO_MANY_CALLS,
  calls: TOO_MANY_CALLS,
  cancels: TOO_MANY_CALLS,
  streams: tooManySubscriptions('too many streams are open: close one, or try again later'),
  subscriptions: tooManySubscriptions(
    'the streams of market data have too many subscriptions: end some, or try again later',
  ),
  arrivingBytes: tooMany('too many bytes of incomplete requests have arrived: finish some, then send again'),
  leavingBytes: tooMany('too many bytes of answers were not read: read them, then call again'),
};
