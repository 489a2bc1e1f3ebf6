import { type Client, createClient, type Transport } from '@connectrpc/connect';
import { type LoginResponse, SessionService } from '../../gen/redleaf/v1/session_service_pb.ts';

export interface Credentials {
  readonly partyId: string;
  readonly password: string;
}

/** A token is renewed when this part of its time is over. */
const RENEW_AFTER = 0.6;
/** The longest that a timer can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const MIN_TIMER_MS = 100;

/**
 * The token of the calls: given, or fetched with a password when the first call needs it. One that was fetched is renewed before it
 * ends; where it cannot be renewed any more, another is fetched.
 */
export class Session {
  readonly #sessions: Client<typeof SessionService>;
  readonly #credentials: Credentials | undefined;
  readonly #timeoutMs: number;
  #token: string | undefined;
  #login: Promise<LoginResponse> | undefined;
  #renewal: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(
    transport: Transport,
    token: string | undefined,
    credentials: Credentials | undefined,
    timeoutMs: number,
  ) {
    this.#sessions = createClient(SessionService, transport);
    this.#token = token;
    this.#credentials = credentials;
    this.#timeoutMs = timeoutMs;
  }

  get canLogin(): boolean {
    return this.#credentials !== undefined;
  }

  /** Undefined when there is neither a token nor a password: the exchange then says what it misses. */
  async token(): Promise<string | undefined> {
    if (this.#token === undefined && this.#credentials !== undefined) await this.login(this.#credentials);
    return this.#token;
  }

  /** Calls at the same time share one login. */
  login(credentials: Credentials): Promise<LoginResponse> {
    this.#login ??= this.#sessions
      .login(credentials, { timeoutMs: this.#timeoutMs })
      .then((response) => {
        this.#token = response.token;
        this.#renewLater(response.token, response.expireTimeNs);
        return response;
      })
      .finally(() => {
        this.#login = undefined;
      });
    return this.#login;
  }

  /** The exchange does not take this token any more. Tells whether a call made again would have another. */
  forget(token: string): boolean {
    if (!this.canLogin) return false;
    if (this.#token === token) this.#token = undefined;
    return true;
  }

  /** Nothing is renewed from now on. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#renewal);
  }

  #renewLater(token: string, expireTimeNs: bigint): void {
    if (this.#isClosed) return;
    clearTimeout(this.#renewal);
    const waitMs = Math.min(MAX_TIMER_MS, Math.max(MIN_TIMER_MS, leftMs(expireTimeNs) * RENEW_AFTER));
    this.#renewal = setTimeout(() => void this.#renew(token, expireTimeNs), waitMs);
    // It keeps no program running; browsers number their timers.
    if (typeof this.#renewal === 'object') this.#renewal.unref();
  }

  async #renew(token: string, expireTimeNs: bigint): Promise<void> {
    if (this.#token !== token || this.#isClosed) return;
    try {
      const headers = { authorization: `Bearer ${token}` };
      const renewed = await this.#sessions.renewSession({}, { headers, timeoutMs: this.#timeoutMs });
      this.#renewOrForget(token, renewed.expireTimeNs);
    } catch {
      // What hinders it is told by the next call of the program.
      this.#renewOrForget(token, expireTimeNs);
    }
  }

  /** A session can be as old as SESSION_MINUTES: at its end, the next call logs in again. */
  #renewOrForget(token: string, expireTimeNs: bigint): void {
    if (leftMs(expireTimeNs) > MIN_TIMER_MS) this.#renewLater(token, expireTimeNs);
    else this.forget(token);
  }
}

function leftMs(expireTimeNs: bigint): number {
  return Number(expireTimeNs / 1_000_000n) - Date.now();
}
