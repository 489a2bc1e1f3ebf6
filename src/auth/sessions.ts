import { randomBytes } from 'node:crypto';
import { type Clock, millisecondsOf } from '../domain/clock.ts';
import type { SessionTable, StoredSession } from './credentials.ts';
import { hashOfToken } from './token-hash.ts';

const TOKEN_BYTES = 32;
const SESSION_ID_LENGTH = 16;
/** A renewal by less than this is not stored, which limits the disk writes of a client that renews often. */
const MIN_RENEWAL_MS = 60_000;

/** An expired session ends after this time at the latest, with its streams. */
const EXPIRY_CHECK_MS = 1_000;

/** A session as an administrator sees it. */
export interface SessionFacts {
  /** Identifies the session without revealing its token. */
  readonly sessionId: string;
  /** Counts up from 1 since the start of the exchange. */
  readonly number: number;
  readonly beginTimeMs: number;
  /** Address of the login; empty when unknown. */
  readonly address: string;
  readonly partyId: string;
  readonly expireTimeMs: number;
}

/** An open session, as others look it up. */
export interface ListedSession {
  /** SHA-256 of the token, in base64url. */
  readonly tokenHash: string;
  readonly partyId: string;
  readonly expireTimeMs: number;
}

/** Called with new sessions and those with another expiry, and with the token hashes of those that have ended. */
type SessionsListener = (open: readonly ListedSession[], ended: readonly string[]) => void;

interface Options {
  readonly sessionMs: number;
  readonly maxPerParty: number;
  /** Sessions expire by it. */
  readonly clock: Clock;
}

/**
 * The open sessions. All are in memory; the rate of password checks limits their number. They are also stored, so that
 * tokens stay valid after a restart. Gateways look tokens up in their copies (`OpenSessions`).
 */
export class Sessions {
  readonly #store: SessionTable;
  readonly #options: Options;
  /** By token hash, oldest first. This is not the order of expiry: SESSION_MINUTES may have changed. */
  readonly #sessions = new Map<string, SessionFacts>();
  /** Token hashes of each party, oldest first. */
  readonly #byParty = new Map<string, Set<string>>();
  /** Token hashes of the expired sessions that are still stored. */
  readonly #expiredStored = new Set<string>();
  #lastNumber = 0;
  #listener: SessionsListener = () => {};
  readonly #expiryCheck = setInterval(() => this.#endExpired(), EXPIRY_CHECK_MS).unref();

  constructor(store: SessionTable, options: Options) {
    this.#store = store;
    this.#options = options;
    // The next login removes expired sessions. The start must not write, so that it works on a full disk.
    for (const session of store.all().sort((a, b) => a.beginTimeMs - b.beginTimeMs)) this.#remember(session);
  }

  /** Replaces the listener. */
  watch(listener: SessionsListener): void {
    this.#listener = listener;
  }

  /** All open sessions, oldest first. */
  all(): ListedSession[] {
    return Array.from(this.#sessions, ([tokenHash, { partyId, expireTimeMs }]) => {
      return { tokenHash, partyId, expireTimeMs };
    });
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
    this.#endExpired();
    this.#remove([]);
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const beginTimeMs = this.#nowMs;
    const expireTimeMs = beginTimeMs + Math.min(tokenMs, this.#options.sessionMs);
    const session = { tokenHash: hashOfToken(token), partyId, beginTimeMs, expireTimeMs, address };
    this.#store.add(session);
    this.#remember(session);
    this.#listener([{ tokenHash: session.tokenHash, partyId, expireTimeMs }], []);
    const own = [...(this.#byParty.get(partyId) ?? [])];
    this.#remove(own.slice(0, Math.max(0, own.length - this.#options.maxPerParty)));
    return { token, expireTimeMs };
  }

  /**
   * Extends a token, up to the lifetime of a session since the login.
   *
   * @returns the new expiry; undefined when the session has ended.
   */
  renew(tokenHash: string, tokenMs = this.#options.sessionMs): number | undefined {
    const session = this.#openSession(tokenHash);
    if (session === undefined) return undefined;
    const { partyId, address, beginTimeMs } = session;
    const expireTimeMs = Math.min(this.#nowMs + tokenMs, beginTimeMs + this.#options.sessionMs);
    if (expireTimeMs - session.expireTimeMs < MIN_RENEWAL_MS) return session.expireTimeMs;
    this.#store.add({ tokenHash, partyId, beginTimeMs, expireTimeMs, address });
    this.#sessions.set(tokenHash, { ...session, expireTimeMs });
    this.#listener([{ tokenHash, partyId, expireTimeMs }], []);
    return expireTimeMs;
  }

  /** The party of a session; undefined when the session is unknown or has ended. */
  partyIdOf(tokenHash: string): string | undefined {
    return this.#openSession(tokenHash)?.partyId;
  }

  close(tokenHash: string): void {
    this.#remove([tokenHash]);
  }

  /** Ends the sessions of a party, except the one with `keptHash`. */
  closeAll(partyId: string, keptHash?: string): void {
    const own = this.#byParty.get(partyId) ?? [];
    this.#remove([...own].filter((tokenHash) => tokenHash !== keptHash));
  }

  /** Stops the expiry check. Sessions stay valid for the next start. */
  stop(): void {
    clearInterval(this.#expiryCheck);
  }

  get #nowMs(): number {
    return millisecondsOf(this.#options.clock);
  }

  #openSession(tokenHash: string): SessionFacts | undefined {
    const session = this.#sessions.get(tokenHash);
    return session === undefined || session.expireTimeMs <= this.#nowMs ? undefined : session;
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
      sessionId: hashOfToken(tokenHash).slice(0, SESSION_ID_LENGTH),
      number: this.#lastNumber,
      ...{ partyId, beginTimeMs, address },
      expireTimeMs: endTimeMs,
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
    const now = this.#nowMs;
    const expired: string[] = [];
    for (const [tokenHash, { expireTimeMs }] of this.#sessions) {
      if (expireTimeMs <= now) expired.push(tokenHash);
    }
    for (const tokenHash of expired) this.#expiredStored.add(tokenHash);
    this.#forget(expired);
  }

  /** Removes these sessions and the expired ones from the store. */
  #remove(tokenHashes: readonly string[]): void {
    this.#store.remove([...tokenHashes, ...this.#expiredStored]);
    this.#expiredStored.clear();
    this.#forget(tokenHashes);
  }

  #forget(tokenHashes: readonly string[]): void {
    const ended = tokenHashes.filter((tokenHash) => this.#sessions.has(tokenHash));
    for (const tokenHash of ended) {
      const partyId = this.#sessions.get(tokenHash)?.partyId ?? '';
      this.#sessions.delete(tokenHash);
      const own = this.#byParty.get(partyId);
      own?.delete(tokenHash);
      if (own?.size === 0) this.#byParty.delete(partyId);
    }
    if (ended.length > 0) this.#listener([], ended);
  }
}
