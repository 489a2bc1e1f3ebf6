import { hash, randomBytes } from 'node:crypto';
import { RefusedError, refuse } from '../domain/refusal.ts';
import type { SessionTable, StoredSession } from './credentials.ts';

const TOKEN_BYTES = 32;
const SESSION_ID_LENGTH = 16;
/** A renewal for less is not worth a write to the disk: so there are few in the life of a session, however often it is renewed. */
const LEAST_RENEWAL_MS = 60_000;

/** How long after its time the streams of a session may go on. */
const EXPIRY_CHECK_MS = 1_000;

interface Session {
  /** Tells it from others without telling its token. */
  readonly sessionId: string;
  /** Counts up, from the start of the exchange on. */
  readonly number: number;
  readonly beginTimeMs: number;
  /** Where the login came from; empty when that is not known. */
  readonly address: string;
  readonly partyId: string;
  readonly expireTimeMs: number;
  /** Aborts what is still done for the session when it is over. */
  readonly end: AbortController;
}

/** A session as an administrator sees it. */
export type SessionFacts = Omit<Session, 'end'>;

interface Options {
  readonly sessionMs: number;
  readonly maxPerParty: number;
}

/**
 * Who holds which token. All sessions are in memory, so a forged token costs one hash and
 * one look-up; there are never more than passwords could be checked within a session's
 * length. The store has them too, so that tokens outlive a restart.
 */
export class Sessions {
  readonly #store: SessionTable;
  readonly #options: Options;
  /** By token hash, in no order of expiry: SESSION_MINUTES may have been another when they began. */
  readonly #sessions = new Map<string, Session>();
  /** Token hashes of each party, the oldest first. */
  readonly #byParty = new Map<string, Set<string>>();
  #lastNumber = 0;
  readonly #expiryCheck = setInterval(() => this.#endExpired(), EXPIRY_CHECK_MS).unref();

  constructor(store: SessionTable, options: Options) {
    this.#store = store;
    this.#options = options;
    // Those that have expired go with the next login: a start needs no room on the disk.
    for (const session of store.all().sort((a, b) => a.beginTimeMs - b.beginTimeMs)) this.#remember(session);
  }

  /** Those whose time has not come. */
  get count(): number {
    return this.#sessions.size - this.#expired().length;
  }

  /**
   * Opens a session; of a party that has as many as it may, the oldest ends.
   *
   * @param tokenMs how long the token is good, at most as long as sessions are.
   */
  open(
    partyId: string,
    address: string,
    tokenMs = this.#options.sessionMs,
  ): { readonly token: string; readonly expireTimeMs: number } {
    this.#remove(this.#expired());
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const beginTimeMs = Date.now();
    const expireTimeMs = beginTimeMs + Math.min(tokenMs, this.#options.sessionMs);
    const session = { tokenHash: hashOf(token), partyId, beginTimeMs, expireTimeMs, address };
    this.#store.add(session);
    this.#remember(session);
    const own = [...(this.#byParty.get(partyId) ?? [])];
    this.#remove(own.slice(0, Math.max(0, own.length - this.#options.maxPerParty)));
    return { token, expireTimeMs };
  }

  /**
   * Makes a token good for longer, up to the length of a session from its login.
   *
   * @returns when it ends; undefined when it has ended.
   */
  renew(token: string, tokenMs = this.#options.sessionMs): number | undefined {
    const session = this.#openSession(token);
    if (session === undefined) return undefined;
    const { partyId, address, beginTimeMs } = session;
    const expireTimeMs = Math.min(Date.now() + tokenMs, beginTimeMs + this.#options.sessionMs);
    if (expireTimeMs - session.expireTimeMs < LEAST_RENEWAL_MS) return session.expireTimeMs;
    const tokenHash = hashOf(token);
    this.#store.add({ tokenHash, partyId, beginTimeMs, expireTimeMs, address });
    this.#sessions.set(tokenHash, { ...session, expireTimeMs });
    return expireTimeMs;
  }

  /** The party that holds a token; undefined when it was never given out or has ended. */
  partyIdOf(token: string): string | undefined {
    return this.#openSession(token)?.partyId;
  }

  /** When the session of a token ends; undefined when it has ended. */
  expireTimeMsOf(token: string): number | undefined {
    return this.#openSession(token)?.expireTimeMs;
  }

  /** Aborts, with TOKEN_INVALID, when the session of a token is over: closed, expired, or pushed out by a newer one. */
  endOf(token: string): AbortSignal {
    return this.#sessions.get(hashOf(token))?.end.signal ?? AbortSignal.abort(sessionOver());
  }

  close(token: string): void {
    this.#remove([hashOf(token)]);
  }

  /** Ends the sessions of a party, but for the one of a token that may be given. */
  closeAll(partyId: string, keptToken?: string): void {
    const kept = keptToken === undefined ? undefined : hashOf(keptToken);
    const own = this.#byParty.get(partyId) ?? [];
    this.#remove([...own].filter((tokenHash) => tokenHash !== kept));
  }

  /** Ends no session: they are good for the next start. */
  stop(): void {
    clearInterval(this.#expiryCheck);
  }

  #openSession(token: string): Session | undefined {
    const session = this.#sessions.get(hashOf(token));
    return session === undefined || session.expireTimeMs <= Date.now() ? undefined : session;
  }

  /**
   * Sessions that are open and have numbers above one, the oldest first, at most `count`.
   *
   * @param partyId empty for those of all parties.
   */
  list(partyId: string, after: number, count: number): SessionFacts[] {
    const found: SessionFacts[] = [];
    const now = Date.now();
    for (const session of this.#sessions.values()) {
      if (found.length >= count) break;
      const isWanted = session.number > after && (partyId === '' || session.partyId === partyId);
      if (isWanted && session.expireTimeMs > now) found.push(session);
    }
    return found;
  }

  /** @returns the party whose session it was; undefined when there is none. */
  closeById(sessionId: string): string | undefined {
    for (const [tokenHash, session] of this.#sessions) {
      if (session.sessionId !== sessionId) continue;
      this.#remove([tokenHash]);
      return session.partyId;
    }
    return undefined;
  }

  #remember({ tokenHash, partyId, beginTimeMs, expireTimeMs, address }: StoredSession): void {
    // A lower SESSION_MINUTES counts for sessions that began before, a higher one does not.
    const endTimeMs = Math.min(expireTimeMs, beginTimeMs + this.#options.sessionMs);
    this.#lastNumber += 1;
    this.#sessions.set(tokenHash, {
      sessionId: hashOf(tokenHash).slice(0, SESSION_ID_LENGTH),
      number: this.#lastNumber,
      ...{ partyId, beginTimeMs, address },
      expireTimeMs: endTimeMs,
      end: new AbortController(),
    });
    let own = this.#byParty.get(partyId);
    if (own === undefined) {
      own = new Set();
      this.#byParty.set(partyId, own);
    }
    own.add(tokenHash);
  }

  /** Leaves the store alone: a failure here would have no caller to answer. */
  #endExpired(): void {
    for (const tokenHash of this.#expired()) this.#sessions.get(tokenHash)?.end.abort(sessionOver());
  }

  /** Hashes of the tokens. */
  #expired(): string[] {
    const now = Date.now();
    const expired: string[] = [];
    for (const [tokenHash, { expireTimeMs }] of this.#sessions) {
      if (expireTimeMs <= now) expired.push(tokenHash);
    }
    return expired;
  }

  #remove(tokenHashes: readonly string[]): void {
    this.#store.remove(tokenHashes);
    for (const tokenHash of tokenHashes) {
      const session = this.#sessions.get(tokenHash);
      if (session === undefined) continue;
      this.#sessions.delete(tokenHash);
      session.end.abort(sessionOver());
      const own = this.#byParty.get(session.partyId);
      own?.delete(tokenHash);
      if (own?.size === 0) this.#byParty.delete(session.partyId);
    }
  }
}

function sessionOver(): RefusedError {
  return new RefusedError(refuse('TOKEN_INVALID', 'the session has ended: log in again'));
}

function hashOf(token: string): string {
  return hash('sha256', token, 'base64url');
}
