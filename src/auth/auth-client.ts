import type { MessagePort } from 'node:worker_threads';
import type { Clock } from '../domain/clock.ts';
import type { CreateParty } from '../domain/command.ts';
import type { Party, PartyProfile } from '../domain/party.ts';
import { type Refusal, RefusedError, refuse } from '../domain/refusal.ts';
import { GoneError, PortCalls } from '../threads/port-calls.ts';
import type { NewPassword, OpenSession, WhichSessions } from './auth.ts';
import type { AuthFunctions, GatewayFunctions, SessionsChange } from './auth-calls.ts';
import { OpenSessions } from './open-sessions.ts';
import type { PresentedPassword } from './password-checks.ts';
import type { SessionFacts } from './sessions.ts';
import { hashOfToken } from './token-hash.ts';

interface Options {
  /** Committed parties, as the views of this thread have them. */
  readonly parties: { partyById(partyId: string): Party | undefined };
  /** Sessions expire by it. */
  readonly clock: Clock;
}

/**
 * Authenticates the callers of a gateway. Open sessions are looked up in a copy on this thread. All else is asked of
 * `AuthServer`, on the main thread. A request that changes sessions is answered when all gateways have the change.
 *
 * A request is refused with PARTY_STORE_UNAVAILABLE if the other thread ends before its answer.
 */
export class AuthClient {
  readonly #calls: PortCalls<GatewayFunctions, AuthFunctions>;
  readonly #sessions: OpenSessions;
  #hasBegun = false;
  #lastRequest = 0;

  private constructor(port: MessagePort, options: Options) {
    this.#sessions = new OpenSessions(options);
    const own = { change: (change: SessionsChange) => this.#change(change) };
    this.#calls = new PortCalls(port, own, { other: 'the thread of sessions and passwords' });
  }

  /**
   * Resolves when this thread has all open sessions.
   *
   * @param port other end of a port that `AuthServer` attaches.
   * @throws RefusedError PARTY_STORE_UNAVAILABLE when the port closes before.
   */
  static async open(port: MessagePort, options: Options): Promise<AuthClient> {
    const client = new AuthClient(port, options);
    // Its answer comes behind the first change.
    await unlessGone(client.#calls.ask('begin'));
    return client;
  }

  /** Number of open sessions. */
  get sessionCount(): number {
    return this.#sessions.count;
  }

  /** The party of a token; undefined when the token is unknown or its session has ended. */
  partyOf(token: string): Party | undefined {
    return this.#sessions.partyOf(token);
  }

  /** When the session of a token ends; undefined when it has ended. */
  expireTimeMsOf(token: string): number | undefined {
    return this.#sessions.expireTimeMsOf(token);
  }

  /** Aborts with TOKEN_INVALID when the session of a token ends. */
  endOf(token: string): AbortSignal {
    return this.#sessions.endOf(token);
  }

  /** See `Auth.login`. */
  login(presented: PresentedPassword, tokenMs?: number): Promise<OpenSession> {
    return unlessGone(this.#calls.ask('login', presented, tokenMs));
  }

  /** See `Auth.verify`. */
  verify(presented: PresentedPassword): Promise<Party> {
    return unlessGone(this.#calls.ask('verify', presented));
  }

  /** See `Auth.renew`. */
  renew(token: string, tokenMs?: number): Promise<number | undefined> {
    return unlessGone(this.#calls.ask('renew', hashOfToken(token), tokenMs));
  }

  /** See `Auth.logout`. */
  logout(token: string): Promise<void> {
    return unlessGone(this.#calls.ask('logout', hashOfToken(token)));
  }

  /** See `Auth.changePassword`. */
  changePassword(party: Party, token: string, passwords: NewPassword): Promise<void> {
    return unlessGone(this.#calls.ask('changePassword', party, hashOfToken(token), passwords));
  }

  /** See `Auth.setPassword`. */
  setPassword(partyId: string, password: string, by: Party, signal?: AbortSignal): Promise<void> {
    return this.#abortable(signal, (request) =>
      this.#calls.ask('setPassword', request, partyId, password, by),
    );
  }

  /** See `Auth.createParty`. */
  createParty(command: CreateParty, password: string, signal?: AbortSignal): Promise<Party | Refusal> {
    return this.#abortable(signal, (request) => this.#calls.ask('createParty', request, command, password));
  }

  /** See `Auth.setDisabled`. */
  setDisabled(partyId: string, isDisabled: boolean, by: Party): Promise<void> {
    return unlessGone(this.#calls.ask('setDisabled', partyId, isDisabled, by));
  }

  /** See `Auth.sessions`. */
  sessions(partyId: string, after: number, count: number): Promise<readonly SessionFacts[]> {
    return unlessGone(this.#calls.ask('sessions', partyId, after, count));
  }

  /** See `Auth.endSessions`. */
  endSessions(which: WhichSessions, by: Party): Promise<void> {
    return unlessGone(this.#calls.ask('endSessions', which, by));
  }

  /** See `Auth.unlistedParties`. */
  unlistedParties(): Promise<readonly PartyProfile[]> {
    return unlessGone(this.#calls.ask('unlistedParties'));
  }

  /** Refuses the requests that wait. The sessions stay open. */
  close(): void {
    this.#calls.close();
  }

  #change(change: SessionsChange): void {
    if (this.#hasBegun) this.#sessions.apply(change);
    else this.#sessions.begin(change.open);
    this.#hasBegun = true;
  }

  /** @throws the signal's reason when the caller has left. */
  async #abortable<T>(signal: AbortSignal | undefined, ask: (request: number) => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    this.#lastRequest += 1;
    const request = this.#lastRequest;
    const abort = () => this.#calls.tell('abort', request);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await unlessGone(ask(request));
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }
}

/** @throws RefusedError PARTY_STORE_UNAVAILABLE if the other thread has ended before its answer. */
async function unlessGone<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof GoneError ? new RefusedError(THREAD_HAS_ENDED) : error;
  }
}

const THREAD_HAS_ENDED = refuse(
  'PARTY_STORE_UNAVAILABLE',
  'the thread of sessions and passwords has ended: try again after some seconds',
);
