import type { MessagePort } from 'node:worker_threads';
import type { Clock } from '../domain/clock.ts';
import type { CreateParty } from '../domain/command.ts';
import type { Party, PartyProfile } from '../domain/party.ts';
import { type Refusal, RefusedError, refuse } from '../domain/refusal.ts';
import { fromCrossing } from '../threads/crossing-error.ts';
import type { NewPassword, OpenSession, WhichSessions } from './auth.ts';
import { OpenSessions } from './open-sessions.ts';
import type { PresentedPassword } from './password-checks.ts';
import type {
  AuthAnswers,
  AuthRequest,
  Outcome,
  SessionsChange,
  ToAuth,
  ToGateway,
} from './session-messages.ts';
import type { SessionFacts } from './sessions.ts';
import { hashOfToken } from './token-hash.ts';

interface Options {
  /** Committed parties, as the views of this thread have them. */
  readonly parties: { partyById(partyId: string): Party | undefined };
  /** Sessions expire by it. */
  readonly clock: Clock;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: unknown): void;
  /** Of the caller. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Authenticates the callers of a gateway. Open sessions are looked up in a copy on this thread. All else is asked of
 * `AuthServer`, on the main thread. A request that changes sessions is answered when all gateways have the change.
 *
 * A request is refused with PARTY_STORE_UNAVAILABLE if the other thread ends before its answer.
 */
export class AuthClient {
  readonly #port: MessagePort;
  readonly #sessions: OpenSessions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #begun = Promise.withResolvers<void>();
  #hasBegun = false;
  #lastId = 0;
  #isClosed = false;

  private constructor(port: MessagePort, options: Options) {
    this.#port = port;
    this.#sessions = new OpenSessions(options);
    port.on('message', (message: ToGateway) => this.#take(message));
    port.on('close', () => this.#closed());
  }

  /**
   * Resolves when this thread has all open sessions.
   *
   * @param port other end of a port that `AuthServer` attaches.
   * @throws RefusedError PARTY_STORE_UNAVAILABLE when the port closes before.
   */
  static async open(port: MessagePort, options: Options): Promise<AuthClient> {
    const client = new AuthClient(port, options);
    client.#post({ kind: 'begin' });
    await client.#begun.promise;
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
    return this.#ask({ kind: 'login', presented, tokenMs });
  }

  /** See `Auth.verify`. */
  verify(presented: PresentedPassword): Promise<Party> {
    return this.#ask({ kind: 'verify', presented });
  }

  /** See `Auth.renew`. */
  renew(token: string, tokenMs?: number): Promise<number | undefined> {
    return this.#ask({ kind: 'renew', tokenHash: hashOfToken(token), tokenMs });
  }

  /** See `Auth.logout`. */
  logout(token: string): Promise<void> {
    return this.#ask({ kind: 'logout', tokenHash: hashOfToken(token) });
  }

  /** See `Auth.changePassword`. */
  changePassword(party: Party, token: string, passwords: NewPassword): Promise<void> {
    return this.#ask({ kind: 'changePassword', party, tokenHash: hashOfToken(token), passwords });
  }

  /** See `Auth.setPassword`. */
  setPassword(partyId: string, password: string, by: Party, signal?: AbortSignal): Promise<void> {
    return this.#ask({ kind: 'setPassword', partyId, password, by }, signal);
  }

  /** See `Auth.createParty`. */
  createParty(command: CreateParty, password: string, signal?: AbortSignal): Promise<Party | Refusal> {
    return this.#ask({ kind: 'createParty', command, password }, signal);
  }

  /** See `Auth.setDisabled`. */
  setDisabled(partyId: string, isDisabled: boolean, by: Party): Promise<void> {
    return this.#ask({ kind: 'setDisabled', partyId, isDisabled, by });
  }

  /** See `Auth.sessions`. */
  sessions(partyId: string, after: number, count: number): Promise<readonly SessionFacts[]> {
    return this.#ask({ kind: 'sessions', partyId, after, count });
  }

  /** See `Auth.endSessions`. */
  endSessions(which: WhichSessions, by: Party): Promise<void> {
    return this.#ask({ kind: 'endSessions', which, by });
  }

  /** See `Auth.unlistedParties`. */
  unlistedParties(): Promise<readonly PartyProfile[]> {
    return this.#ask({ kind: 'unlistedParties' });
  }

  /** Refuses the requests that wait. The sessions stay open. */
  close(): void {
    this.#port.close();
  }

  async #ask<Kind extends keyof AuthAnswers>(
    request: Extract<AuthRequest, { readonly kind: Kind }>,
    signal?: AbortSignal,
  ): Promise<AuthAnswers[Kind]> {
    signal?.throwIfAborted();
    if (this.#isClosed) throw threadHasEnded();
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<AuthAnswers[Kind]>();
    this.#waiting.set(id, { resolve, reject, signal });
    const abort = () => this.#post({ kind: 'abort', id });
    signal?.addEventListener('abort', abort, { once: true });
    this.#post({ kind: 'ask', id, request });
    try {
      return await promise;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  #post(message: ToAuth): void {
    this.#port.postMessage(message);
  }

  #take(message: ToGateway): void {
    if (message.kind === 'answered') this.#answer(message.id, message.outcome);
    else this.#apply(message.change);
  }

  #apply(change: SessionsChange): void {
    if (this.#hasBegun) this.#sessions.apply(change);
    else this.#sessions.begin(change.open);
    this.#hasBegun = true;
    this.#begun.resolve();
    this.#post({ kind: 'applied' });
  }

  #answer(id: number, outcome: Outcome): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiting === undefined) return;
    if ('answer' in outcome) waiting.resolve(outcome.answer);
    else if ('error' in outcome) waiting.reject(fromCrossing(outcome.error));
    else waiting.reject(waiting.signal?.reason);
  }

  #closed(): void {
    this.#isClosed = true;
    this.#begun.reject(threadHasEnded());
    for (const { reject } of this.#waiting.values()) reject(threadHasEnded());
    this.#waiting.clear();
  }
}

function threadHasEnded(): RefusedError {
  return new RefusedError(
    refuse(
      'PARTY_STORE_UNAVAILABLE',
      'the thread of sessions and passwords has ended: try again after some seconds',
    ),
  );
}
