import { constants, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { TokenBucket } from '../../../admission/token-bucket.ts';
import { closeSession } from '../close-session.ts';
import type { Address } from './addresses.ts';
import type { Call, SweepClock } from './call.ts';
import type { Holder } from './holder.ts';

/** Maximum number of requests that wait behind the current one over HTTP/1.1. */
const MAX_PIPELINED = 64;
/** A client may reset many streams at once. nghttp2 closes a connection after a burst of 1,000. */
const OFFENCES = { perSecond: 50, burst: 512 };
/** A connection with fewer offences is not closed, even if its address floods the server. */
const MINOR_OFFENCES = 64;
const IDLE_SWEEPS = 4;

/** An open connection with its calls. */
export class Connection {
  readonly address: Address;
  /** For its calls without a token. */
  readonly holder: Holder;
  readonly calls = new Set<Call>();
  readonly #socket: Socket;
  readonly #clock: SweepClock;
  readonly #offences: TokenBucket;
  /** Waiting requests over HTTP/1.1. Its answers are in order, so requests run one by one. */
  readonly #pipelined: (() => void)[] = [];
  #isServing = false;
  #session: ServerHttp2Session | undefined;
  #calledAt: number;
  #isDestroyed = false;

  constructor(socket: Socket, address: Address, holder: Holder, clock: SweepClock) {
    this.#socket = socket;
    this.address = address;
    this.holder = holder;
    this.#clock = clock;
    this.#calledAt = clock.sweep;
    this.#offences = new TokenBucket(OFFENCES.perSecond, OFFENCES.burst, performance.now());
  }

  /** Called when the connection turns out to be HTTP/2. */
  begin(session: ServerHttp2Session): void {
    this.#session = session;
  }

  add(call: Call): void {
    this.calls.add(call);
    this.#calledAt = this.#clock.sweep;
  }

  remove(call: Call): void {
    this.calls.delete(call);
    this.#calledAt = this.#clock.sweep;
  }

  /** Runs `work` at once over HTTP/2, and in order over HTTP/1.1. */
  serve(work: () => void): void {
    if (this.#session !== undefined || !this.#isServing) {
      this.#isServing = true;
      work();
    } else if (this.#pipelined.length < MAX_PIPELINED) this.#pipelined.push(work);
    else this.destroy();
  }

  served(): void {
    const next = this.#pipelined.shift();
    this.#isServing = next !== undefined;
    next?.();
  }

  /** Counts a reset or refused call. Returns true if the connection has had too many of them. */
  countOffence(): boolean {
    const nowMs = performance.now();
    this.#offences.charge(nowMs);
    this.address.offences.charge(nowMs);
    const left = this.#offences.tokens(nowMs);
    return left < 0 || (left < OFFENCES.burst - MINOR_OFFENCES && this.address.offences.tokens(nowMs) < 0);
  }

  /** Closes an HTTP/2 session without calls for a long time. A PING is not a call. */
  closeIfIdle(): void {
    const session = this.#session;
    if (session === undefined || session.closed || this.calls.size > 0) return;
    if (this.#clock.sweep - this.#calledAt <= IDLE_SWEEPS) return;
    session.close();
    closeSession(session, this.#socket);
  }

  get isClosed(): boolean {
    return this.#isDestroyed || this.#socket.destroyed || this.#session?.destroyed === true;
  }

  get isClosing(): boolean {
    return this.isClosed || this.#session?.closed === true;
  }

  /** Closes the connection, over HTTP/2 after a GOAWAY with the reason. */
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    const session = this.#session;
    // A destroyed session may still wait for its blocked socket, so destroy the socket.
    if (session === undefined || session.destroyed) {
      this.#socket.destroy();
      return;
    }
    session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    closeSession(session, this.#socket);
  }

  /** Returns everything that its calls hold, after the socket was closed. */
  drop(): void {
    this.#pipelined.length = 0;
    for (const call of this.calls) call.drop();
    this.calls.clear();
  }
}
