import { type Client, createClient, type Transport } from '@connectrpc/connect';
import { type LoginResponse, SessionService } from '../../gen/redleaf/v1/session_service_pb.ts';

export interface Credentials {
  readonly partyId: string;
  readonly password: string;
}

/** A token is renewed after this part of its lifetime. */
const RENEW_AFTER = 0.6;
/** Longest delay of a timer. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const MIN_TIMER_MS = 100;

/**
 * The token of the calls. It is given, or the first call that needs it logs in with a password. In that case it is renewed
 * before it ends, and replaced by another login if it cannot be renewed.
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

  /** Undefined without token and password. The error of the exchange then names the problem. */
  async token(): Promise<string | undefined> {
    if (this.#token === undefined && this.#credentials !== undefined) await this.login(this.#credentials);
    return this.#token;
  }

  /** Concurrent calls share one login. */
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

  /** Forgets a token that the exchange has refused. Returns whether a repeated call would have another one. */
  forget(token: string): boolean {
    if (!this.canLogin) return false;
    if (this.#token === token) this.#token = undefined;
    return true;
  }

  /** Ends the renewal. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#renewal);
  }

  #renewLater(token: string, expireTimeNs: bigint): void {
    if (this.#isClosed) return;
    clearTimeout(this.#renewal);
    const waitMs = Math.min(MAX_TIMER_MS, Math.max(MIN_TIMER_MS, leftMs(expireTimeNs) * RENEW_AFTER));
    this.#renewal = setTimeout(() => void this.#renew(token, expireTimeNs), waitMs);
    // The timer must not keep the program running. In browsers it is a number.
    if (typeof this.#renewal === 'object') this.#renewal.unref();
  }

  async #renew(token: string, expireTimeNs: bigint): Promise<void> {
    if (this.#token !== token || this.#isClosed) return;
    try {
      const headers = { authorization: `Bearer ${token}` };
      const renewed = await this.#sessions.renewSession({}, { headers, timeoutMs: this.#timeoutMs });
      this.#renewOrForget(token, renewed.expireTimeNs);
    } catch {
      // The next call of the program gets the error.
      this.#renewOrForget(token, expireTimeNs);
    }
  }

  /** A session lasts at most SESSION_MINUTES. After its end, the next call logs in again. */
  #renewOrForget(token: string, expireTimeNs: bigint): void {
    if (leftMs(expireTimeNs) > MIN_TIMER_MS) this.#renewLater(token, expireTimeNs);
    else this.forget(token);
  }
}

function leftMs(expireTimeNs: bigint): number {
  return Number(expireTimeNs / 1_000_000n) - Date.now();
}
