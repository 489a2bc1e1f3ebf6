import { hash, randomBytes } from 'node:crypto';
import type { Credentials, StoredSession } from './credentials.ts';

const TOKEN_BYTES = 32;

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
  readonly #store: Credentials;
  readonly #options: Options;
  /** By token hash; about the first to expire comes first. */
  readonly #sessions = new Map<string, StoredSession>();
  /** Token hashes of each party, the oldest first. */
  readonly #byParty = new Map<string, Set<string>>();

  constructor(store: Credentials, options: Options) {
    this.#store = store;
    this.#options = options;
    for (const session of store.sessions()) this.#remember(session);
    this.#removeExpired();
  }

  /** Opens a session; of a party that has as many as it may, the oldest ends. */
  open(partyId: string): { readonly token: string; readonly expireTimeMs: number } {
    this.#removeExpired();
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const session = {
      tokenHash: hashOf(token),
      partyId,
      expireTimeMs: Date.now() + this.#options.sessionMs,
    };
    this.#store.addSession(session);
    this.#remember(session);
    const own = [...(this.#byParty.get(partyId) ?? [])];
    this.#remove(own.slice(0, Math.max(0, own.length - this.#options.maxPerParty)));
    return { token, expireTimeMs: session.expireTimeMs };
  }

  /** The party that holds a token; undefined when it was never given out or has ended. */
  partyIdOf(token: string): string | undefined {
    const session = this.#sessions.get(hashOf(token));
    if (session === undefined || session.expireTimeMs <= Date.now()) return undefined;
    return session.partyId;
  }

  close(token: string): void {
    this.#remove([hashOf(token)]);
  }

  #remember(session: StoredSession): void {
    this.#sessions.set(session.tokenHash, session);
    let own = this.#byParty.get(session.partyId);
    if (own === undefined) {
      own = new Set();
      this.#byParty.set(session.partyId, own);
    }
    own.add(session.tokenHash);
  }

  #removeExpired(): void {
    const now = Date.now();
    const expired: string[] = [];
    for (const session of this.#sessions.values()) {
      if (session.expireTimeMs > now) break;
      expired.push(session.tokenHash);
    }
    this.#remove(expired);
  }

  #remove(tokenHashes: readonly string[]): void {
    this.#store.removeSessions(tokenHashes);
    for (const tokenHash of tokenHashes) {
      const session = this.#sessions.get(tokenHash);
      if (session === undefined) continue;
      this.#sessions.delete(tokenHash);
      const own = this.#byParty.get(session.partyId);
      own?.delete(tokenHash);
      if (own?.size === 0) this.#byParty.delete(session.partyId);
    }
  }
}

function hashOf(token: string): string {
  return hash('sha256', token, 'base64url');
}
