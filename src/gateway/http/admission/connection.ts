import { constants, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { TokenBucket } from '../../../admission/token-bucket.ts';
import type { Address } from './addresses.ts';
import type { Call, SweepClock } from './call.ts';
import type { Holder } from './holder.ts';

/** Requests that may wait behind the one that is answered, over HTTP/1.1. */
const MAX_PIPELINED = 64;
/** A client may break off many streams at once. nghttp2 ends a connection after a burst of 1,000. */
const OFFENCES = { perSecond: 50, burst: 512 };
/** A connection with fewer resets is not closed, even when its address floods. */
const MINOR_OFFENCES = 64;
const IDLE_SWEEPS = 4;
/** How long the frame that says why a connection is closed has to leave. */
const GOODBYE_MS = 50;

/** An open connection, and the calls that came over it. */
export class Connection {
  readonly address: Address;
  /** Of its calls without a token. */
  readonly holder: Holder;
  readonly calls = new Set<Call>();
  readonly #socket: Socket;
  readonly #clock: SweepClock;
  readonly #offences: TokenBucket;
  /** HTTP/1.1 answers in order, so there is no use in working on two. */
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

  /** It speaks HTTP/2. */
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

  /** Over HTTP/1.1, one after the other. */
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

  /** Its caller has broken off a call, or was refused one; true when that is too often. */
  offend(): boolean {
    const nowMs = performance.now();
    this.#offences.charge(nowMs);
    this.address.offences.charge(nowMs);
    const left = this.#offences.tokens(nowMs);
    return left < 0 || (left < OFFENCES.burst - MINOR_OFFENCES && this.address.offences.tokens(nowMs) < 0);
  }

  /** Lets a session go on which nothing was asked for long. A PING asks for nothing. */
  closeIfIdle(): void {
    if (this.calls.size === 0 && this.#clock.sweep - this.#calledAt > IDLE_SWEEPS) this.#session?.close();
  }

  get isClosed(): boolean {
    return this.#isDestroyed || this.#socket.destroyed || this.#session?.destroyed === true;
  }

  get isClosing(): boolean {
    return this.isClosed || this.#session?.closed === true;
  }

  /** Says why over HTTP/2, then closes the connection. */
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    const session = this.#session;
    // A session that is destroyed may still wait for a socket that is not read, and has nothing more to say.
    if (session === undefined || session.destroyed) {
      this.#socket.destroy();
      return;
    }
    session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    setTimeout(() => {
      session.destroy();
      // A session waits for what it has written, and a socket that is not read never takes it.
      this.#socket.destroy();
    }, GOODBYE_MS).unref();
  }

  /** The socket is closed. */
  drop(): void {
    this.#pipelined.length = 0;
    for (const call of this.calls) call.drop();
    this.calls.clear();
  }
}
