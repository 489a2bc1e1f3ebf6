import { hash, randomBytes } from 'node:crypto';
import { type Clock, millisecondsOf } from '../domain/clock.ts';
import { RefusedError, refuse } from '../domain/refusal.ts';
import type { SessionTable, StoredSession } from './credentials.ts';

const TOKEN_BYTES = 32;
const SESSION_ID_LENGTH = 16;
/** A renewal by less than this is not stored, which limits the disk writes of a client that renews often. */
const MIN_RENEWAL_MS = 60_000;

/** Streams of an expired session end after this time at the latest. */
const EXPIRY_CHECK_MS = 1_000;

interface Session {
  /** Identifies the session without revealing its token. */
  readonly sessionId: string;
  /** Counts up from 1 since the start of the exchange. */
  readonly number: number;
  readonly beginTimeMs: number;
  /** Address of the login; empty when unknown. */
  readonly address: string;
  readonly partyId: string;
  readonly expireTimeMs: number;
  /** Aborts the session's calls and streams when it ends. */
  readonly end: AbortController;
}

/** A session as an administrator sees it. */
export type SessionFacts = Omit<Session, 'end'>;

interface Options {
  readonly sessionMs: number;
  readonly maxPerParty: number;
  /** Sessions expire by it. */
  readonly clock: Clock;
}

/**
 * The open sessions. All are in memory, so a forged token costs one hash and one look-up. The rate of password checks
 * limits their number. They are also stored, so that tokens stay valid after a restart.
 */
export class Sessions {
  readonly #store: SessionTable;
  readonly #options: Options;
  /** By token hash, oldest first. This is not the order of expiry: SESSION_MINUTES may have changed. */
  readonly #sessions = new Map<string, Session>();
  /** Token hashes of each party, oldest first. */
  readonly #byParty = new Map<string, Set<string>>();
  /** Hashes of the tokens of open sessions that are in use: a hash takes longer than all else that a look-up does. */
  readonly #usedTokens = new Map<string, string>();
  #lastNumber = 0;
  readonly #expiryCheck = setInterval(() => this.#endExpired(), EXPIRY_CHECK_MS).unref();

  constructor(store: SessionTable, options: Options) {
    this.#store = store;
    this.#options = options;
    // The next login removes expired sessions. The start must not write, so that it works on a full disk.
    for (const session of store.all().sort((a, b) => a.beginTimeMs - b.beginTimeMs)) this.#remember(session);
  }

  /** Number of sessions that have not expired. */
  get count(): number {
    return this.#sessions.size - this.#expired().length;
  }

  /**
   * Opens a session. If the party has too many, its oldest session ends.
   *
   * @param tokenMs lifetime of the token, limited to the lifetime of a session.
   */
  open(
    partyId: string,
    address: string,
    tokenMs = this.#options.sessionMs,
  ): { readonly token: string; readonly expireTimeMs: number } {
    this.#remove(this.#expired());
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const beginTimeMs = this.#nowMs;
    const expireTimeMs = beginTimeMs + Math.min(tokenMs, this.#options.sessionMs);
    const session = { tokenHash: hashOf(token), partyId, beginTimeMs, expireTimeMs, address };
    this.#store.add(session);
    this.#remember(session);
    const own = [...(this.#byParty.get(partyId) ?? [])];
    this.#remove(own.slice(0, Math.max(0, own.length - this.#options.maxPerParty)));
    return { token, expireTimeMs };
  }

  /**
   * Extends a token, up to the lifetime of a session since the login.
   *
   * @returns the new expiry; undefined when the session has ended.
   */
  renew(token: string, tokenMs = this.#options.sessionMs): number | undefined {
    const session = this.#openSession(token);
    if (session === undefined) return undefined;
    const { partyId, address, beginTimeMs } = session;
    const expireTimeMs = Math.min(this.#nowMs + tokenMs, beginTimeMs + this.#options.sessionMs);
    if (expireTimeMs - session.expireTimeMs < MIN_RENEWAL_MS) return session.expireTimeMs;
    const tokenHash = hashOf(token);
    this.#store.add({ tokenHash, partyId, beginTimeMs, expireTimeMs, address });
    this.#sessions.set(tokenHash, { ...session, expireTimeMs });
    return expireTimeMs;
  }

  /** The party of a token; undefined when the token is unknown or its session has ended. */
  partyIdOf(token: string): string | undefined {
    return this.#openSession(token)?.partyId;
  }

  /** When the session of a token ends; undefined when it has ended. */
  expireTimeMsOf(token: string): number | undefined {
    return this.#openSession(token)?.expireTimeMs;
  }

  /** Aborts with TOKEN_INVALID when the session of a token is closed, expires, or is replaced by a newer one. */
  endOf(token: string): AbortSignal {
    return this.#sessions.get(hashOf(token))?.end.signal ?? AbortSignal.abort(sessionOver());
  }

  close(token: string): void {
    this.#remove([hashOf(token)]);
  }

  /** Ends the sessions of a party, except the one with `keptToken`. */
  closeAll(partyId: string, keptToken?: string): void {
    const kept = keptToken === undefined ? undefined : hashOf(keptToken);
    const own = this.#byParty.get(partyId) ?? [];
    this.#remove([...own].filter((tokenHash) => tokenHash !== kept));
  }

  /** Stops the expiry check. Sessions stay valid for the next start. */
  stop(): void {
    clearInterval(this.#expiryCheck);
  }

  get #nowMs(): number {
    return millisecondsOf(this.#options.clock);
  }

  #openSession(token: string): Session | undefined {
    const tokenHash = this.#usedTokens.get(token) ?? hashOf(token);
    const session = this.#sessions.get(tokenHash);
    if (session === undefined || session.expireTimeMs <= this.#nowMs) return undefined;
    this.#usedTokens.set(token, tokenHash);
    return session;
  }

  /**
   * At most `count` open sessions with numbers above `after`, oldest first.
   *
   * @param partyId empty for all parties.
   */
  list(partyId: string, after: number, count: number): SessionFacts[] {
    const found: SessionFacts[] = [];
    const now = this.#nowMs;
    for (const session of this.#sessions.values()) {
      if (found.length >= count) break;
      const isWanted = session.number > after && (partyId === '' || session.partyId === partyId);
      if (isWanted && session.expireTimeMs > now) found.push(session);
    }
    return found;
  }

  /** @returns the party of the session; undefined when there is no such session. */
  closeById(sessionId: string): string | undefined {
    for (const [tokenHash, session] of this.#sessions) {
      if (session.sessionId !== sessionId) continue;
      this.#remove([tokenHash]);
      return session.partyId;
    }
    return undefined;
  }

  #remember({ tokenHash, partyId, beginTimeMs, expireTimeMs, address }: StoredSession): void {
    // A lower SESSION_MINUTES shortens earlier sessions; a higher one does not extend them.
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

  /** Does not change the store, because no caller would get the error of a failed write. */
  #endExpired(): void {
    for (const tokenHash of this.#expired()) this.#sessions.get(tokenHash)?.end.abort(sessionOver());
  }

  /** Token hashes of the expired sessions. */
  #expired(): string[] {
    const now = this.#nowMs;
    const expired: string[] = [];
    for (const [tokenHash, { expireTimeMs }] of this.#sessions) {
      if (expireTimeMs <= now) expired.push(tokenHash);
    }
    return expired;
  }

  #remove(tokenHashes: readonly string[]): void {
    this.#store.remove(tokenHashes);
    if (tokenHashes.length > 0) this.#usedTokens.clear();
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
