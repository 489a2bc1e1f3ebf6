import { type Clock, millisecondsOf } from '../domain/clock.ts';
import type { Party } from '../domain/party.ts';
import { RefusedError, refuse } from '../domain/refusal.ts';
import type { KnownSession, SessionsChange } from './auth-calls.ts';
import { hashOfToken } from './token-hash.ts';

interface Options {
  /** Committed parties. */
  readonly parties: { partyById(partyId: string): Party | undefined };
  /** Sessions expire by it. */
  readonly clock: Clock;
}

interface Replica extends KnownSession {
  /** The party in the views of this thread when the session was opened. */
  readonly viewedParty: Party | undefined;
  /** Aborts the session's calls and streams when it ends. */
  readonly end: AbortController;
}

/** A gateway's copy of the open sessions, so that a forged token costs one hash and one look-up. */
export class OpenSessions {
  readonly #options: Options;
  /** By token hash. */
  readonly #sessions = new Map<string, Replica>();
  /** Hashes of the tokens of open sessions that are in use: a hash takes longer than all else that a look-up does. */
  readonly #usedTokens = new Map<string, string>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Number of sessions that have not expired. */
  get count(): number {
    const now = this.#nowMs;
    let count = 0;
    for (const { expireTimeMs } of this.#sessions.values()) if (expireTimeMs > now) count += 1;
    return count;
  }

  /** All sessions that were open when this copy began. */
  begin(all: readonly KnownSession[]): void {
    // A party may have been disabled without the end of its sessions, after a failed write. So the views count.
    for (const session of all) this.#put(session, undefined);
  }

  apply({ open, ended }: SessionsChange): void {
    for (const session of open) this.#put(session, this.#options.parties.partyById(session.partyId));
    if (ended.length > 0) this.#usedTokens.clear();
    for (const tokenHash of ended) {
      const session = this.#sessions.get(tokenHash);
      this.#sessions.delete(tokenHash);
      session?.end.abort(sessionOver());
    }
  }

  /** The party of a token; undefined when the token is unknown or its session has ended. */
  partyOf(token: string): Party | undefined {
    const session = this.#sessionOf(token);
    if (session === undefined) return undefined;
    // The views of this thread may not have a party that its first login has created.
    const party = this.#options.parties.partyById(session.partyId) ?? session.party;
    // The sessions of a disabled party end a moment later; do not accept them until then. A view that is behind may still
    // show a party as disabled that was enabled before the session was opened.
    return party?.isDisabled === true && party !== session.viewedParty ? undefined : party;
  }

  /** When the session of a token ends; undefined when it has ended. */
  expireTimeMsOf(token: string): number | undefined {
    return this.#sessionOf(token)?.expireTimeMs;
  }

  /** Aborts with TOKEN_INVALID when the session of a token is closed, expires, or is replaced by a newer one. */
  endOf(token: string): AbortSignal {
    return this.#sessions.get(hashOfToken(token))?.end.signal ?? AbortSignal.abort(sessionOver());
  }

  get #nowMs(): number {
    return millisecondsOf(this.#options.clock);
  }

  #sessionOf(token: string): Replica | undefined {
    const tokenHash = this.#usedTokens.get(token) ?? hashOfToken(token);
    const session = this.#sessions.get(tokenHash);
    if (session === undefined || session.expireTimeMs <= this.#nowMs) return undefined;
    this.#usedTokens.set(token, tokenHash);
    return session;
  }

  #put(session: KnownSession, viewed: Party | undefined): void {
    const known = this.#sessions.get(session.tokenHash);
    const { viewedParty, end } = known ?? { viewedParty: viewed, end: new AbortController() };
    this.#sessions.set(session.tokenHash, { ...session, viewedParty, end });
  }
}

function sessionOver(): RefusedError {
  return new RefusedError(refuse('TOKEN_INVALID', 'the session has ended: log in again'));
}
