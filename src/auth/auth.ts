import type { Command, CreateParty, Reply } from '../domain/command.ts';
import type { Logger } from '../domain/logger.ts';
import { normalizeName } from '../domain/name.ts';
import type { Party, PartyProfile } from '../domain/party.ts';
import { type Refusal, RefusedError, refuse } from '../domain/refusal.ts';
import type { KnownSession, SessionsChange } from './auth-calls.ts';
import type { Credentials } from './credentials.ts';
import type { Enrollment } from './enrollment.ts';
import type { PasswordChecks, PresentedPassword } from './password-checks.ts';
import type { PasswordStore, StoredParty } from './password-store.ts';
import type { Passwords } from './passwords.ts';
import type { ListedSession, SessionFacts, Sessions } from './sessions.ts';
import type { VerifiedPasswords } from './verified-passwords.ts';

interface Parts {
  readonly credentials: Credentials;
  readonly store: PasswordStore;
  readonly passwords: Passwords;
  readonly checks: PasswordChecks;
  readonly verified: VerifiedPasswords;
  readonly sessions: Sessions;
  readonly enrollment: Enrollment;
  /** Committed parties. */
  readonly parties: { partyById(partyId: string): Party | undefined };
  readonly logger: Logger;
  submit(command: Command): Promise<Reply>;
}

export interface OpenSession {
  readonly token: string;
  readonly expireTimeMs: number;
  readonly party: Party;
}

export interface NewPassword {
  readonly current: string;
  readonly next: string;
  /** Address of the caller. */
  readonly address: string;
}

/** All sessions of a party, or one. */
export type WhichSessions = { readonly partyId: string } | { readonly sessionId: string };

interface Admin {
  readonly partyId: string;
  readonly password: string;
}

/** Authenticates callers, and manages passwords and sessions. */
export class Auth {
  readonly #parts: Parts;
  /** The administrator from the settings, until it exists. */
  #pendingAdmin: Admin | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Checks a password and opens a session. An unknown party and a wrong password get the same answer after the same time.
   * The first login of a party that exists only in the store creates it in the exchange.
   *
   * @param tokenMs lifetime of the token, limited to the lifetime of a session.
   * @throws RefusedError CREDENTIALS_INVALID, PARTY_DISABLED, LOGIN_DELAYED, TOO_MANY_REQUESTS or PARTY_STORE_UNAVAILABLE,
   * or the refusal to create the party.
   */
  async login(presented: PresentedPassword, tokenMs?: number): Promise<OpenSession> {
    const { checks, sessions } = this.#parts;
    const { password, address } = presented;
    const partyId = await this.#idOf(presented.partyId);
    const stored = await this.#find(partyId);
    // A session costs a write to the disk. So a login always takes a full check, also with a remembered password.
    const matches = await checks.check({ partyId, password, address }, stored?.passwordHash);
    const party = matches ? await this.#partyOf(partyId, stored) : undefined;
    // If the password was changed meanwhile, the change has ended all sessions, so do not open another one.
    if (party === undefined || !(await this.#isUnchanged(partyId, stored))) throw credentialsInvalid();
    this.#checkEnabled(partyId);
    return { ...sessions.open(partyId, address, tokenMs), party };
  }

  /**
   * Checks a password that is part of a request. A right password is remembered for some minutes, until it changes or a
   * session of the party ends. A wrong one takes as long as at a login.
   *
   * @throws RefusedError as for a login.
   */
  async verify(presented: PresentedPassword): Promise<Party> {
    const partyId = await this.#idOf(presented.partyId);
    const stored = await this.#find(partyId);
    const matches = await this.#parts.verified.matches({ ...presented, partyId }, stored?.passwordHash);
    const party = matches ? await this.#partyOf(partyId, stored) : undefined;
    // The password may have been changed during the check.
    if (party === undefined || !(await this.#isUnchanged(partyId, stored))) throw credentialsInvalid();
    this.#checkEnabled(partyId);
    return party;
  }

  /** Parties in the store that have never logged in, so that the exchange does not have them yet, ordered by id. */
  async unlistedParties(): Promise<readonly PartyProfile[]> {
    const { store, parties } = this.#parts;
    const unlisted = new Map<string, PartyProfile>();
    for (const profile of await store.profiles()) {
      if (parties.partyById(profile.partyId) === undefined) unlisted.set(profile.partyId, profile);
    }
    return [...unlisted.values()].sort((a, b) => (a.partyId < b.partyId ? -1 : 1));
  }

  /**
   * Disables or enables a party. A disabled party cannot log in; its sessions and streams end, its open orders stay.
   *
   * @throws RefusedError UNKNOWN_PARTY, JOURNAL_UNAVAILABLE, or FIELD_INVALID for the caller itself and for the last administrator.
   */
  async setDisabled(typedId: string, isDisabled: boolean, by: Party): Promise<void> {
    const partyId = await this.#idOf(typedId);
    if (isDisabled && partyId === by.partyId) {
      throw new RefusedError(
        refuse('FIELD_INVALID', 'you cannot disable yourself: ask another administrator', 'party_id'),
      );
    }
    // Creates a party that exists only in the store, as its first login would.
    if ((await this.#partyOf(partyId, await this.#parts.store.find(partyId))) === undefined)
      throw unknownParty();
    const reply = await this.#parts.submit({
      kind: 'setPartyStatus',
      partyNumber: by.partyNumber,
      partyId,
      isDisabled,
    });
    if (reply.kind === 'refused') throw new RefusedError(reply);
    // The views have the change by now and logins check them, so no new session can follow.
    if (isDisabled) this.#endSessions(partyId);
    const what = isDisabled ? 'disabled' : 'enabled';
    this.#parts.logger.info({ party: partyId, by: by.partyId }, `an administrator has ${what} a party`);
  }

  /** At most `count` open sessions with numbers above `after`, oldest first. An empty id means all parties. */
  sessions(partyId: string, after: number, count: number): readonly SessionFacts[] {
    return this.#parts.sessions.list(partyId, after, count);
  }

  /**
   * Ends all sessions of a party, or one.
   *
   * @throws RefusedError UNKNOWN_PARTY or UNKNOWN_LOGIN_SESSION.
   */
  async endSessions(which: WhichSessions, by: Party): Promise<void> {
    const { sessions, parties, verified, logger } = this.#parts;
    if ('sessionId' in which) {
      const partyId = sessions.closeById(which.sessionId);
      if (partyId === undefined) {
        const message = 'no session with this session_id is open';
        throw new RefusedError(refuse('UNKNOWN_LOGIN_SESSION', message, 'session_id'));
      }
      verified.forget(partyId);
      logger.info({ party: partyId, by: by.partyId }, 'an administrator has ended a session of a party');
      return;
    }
    const partyId = await this.#idOf(which.partyId);
    if (parties.partyById(partyId) === undefined) throw unknownParty();
    this.#endSessions(partyId);
    logger.info({ party: partyId, by: by.partyId }, 'an administrator has ended the sessions of a party');
  }

  /** For the start: a crash may have come after a party was disabled and before its sessions ended. */
  endSessionsOfDisabled(all: Iterable<Party>): void {
    for (const { partyId, isDisabled } of all)
      if (isDisabled === true) this.#parts.sessions.closeAll(partyId);
  }

  /** All open sessions, oldest first. */
  openSessions(): KnownSession[] {
    return this.#parts.sessions.all().map((session) => this.#known(session));
  }

  /** Replaces the listener. */
  watchSessions(listener: (change: SessionsChange) => void): void {
    this.#parts.sessions.watch((open, ended) =>
      listener({ open: open.map((session) => this.#known(session)), ended }),
    );
  }

  /**
   * Extends a token, up to the lifetime of a session.
   *
   * @returns the new expiry; undefined when the session has ended.
   * @throws RefusedError PARTY_STORE_UNAVAILABLE.
   */
  renew(tokenHash: string, tokenMs?: number): number | undefined {
    return this.#parts.sessions.renew(tokenHash, tokenMs);
  }

  logout(tokenHash: string): void {
    const { sessions, verified } = this.#parts;
    const partyId = sessions.partyIdOf(tokenHash);
    if (partyId !== undefined) verified.forget(partyId);
    sessions.close(tokenHash);
  }

  /**
   * Changes the password of a party that presents its current one. Ends its other sessions.
   *
   * @throws RefusedError CREDENTIALS_INVALID, LOGIN_DELAYED, TOO_MANY_REQUESTS or PARTY_STORE_UNAVAILABLE.
   */
  async changePassword(
    party: Party,
    tokenHash: string,
    { current, next, address }: NewPassword,
  ): Promise<void> {
    const { store, passwords, checks, logger } = this.#parts;
    const stored = await store.find(party.partyId);
    const presented = { partyId: party.partyId, password: current, address };
    if (!(await checks.check(presented, stored?.passwordHash))) throw credentialsInvalid();
    const hash = await passwords.hash(next);
    // Replace only the checked password, so that a party cannot undo one that an administrator has set meanwhile.
    if (!(await store.replace(party, stored?.passwordHash, hash))) throw credentialsInvalid();
    this.#endSessions(party.partyId, tokenHash);
    logger.info({ party: party.partyId }, 'a party has changed its password');
  }

  /**
   * Sets the password of any party, and ends its sessions.
   *
   * @param signal aborts when the caller's session ends. Then nothing is set.
   * @throws RefusedError UNKNOWN_PARTY, TOO_MANY_REQUESTS or PARTY_STORE_UNAVAILABLE, or the signal's reason.
   */
  async setPassword(typedId: string, password: string, by: Party, signal?: AbortSignal): Promise<void> {
    const { store, passwords, logger } = this.#parts;
    const partyId = await this.#idOf(typedId);
    const party = await this.#partyOf(partyId, await store.find(partyId));
    if (party === undefined) {
      throw unknownParty();
    }
    const hash = await passwords.hash(password);
    signal?.throwIfAborted();
    await store.set(party, hash);
    this.#endSessions(partyId);
    logger.info({ party: partyId, by: by.partyId }, 'an administrator has set the password of a party');
  }

  /**
   * Creates a party with a password.
   *
   * @param signal aborts when the caller's session ends. Then nothing is created.
   * @throws RefusedError PARTY_STORE_UNAVAILABLE or TOO_MANY_REQUESTS, or the signal's reason.
   */
  createParty(command: CreateParty, password: string, signal?: AbortSignal): Promise<Party | Refusal> {
    return this.#parts.enrollment.create(command, password, signal);
  }

  /**
   * Creates the administrator if it does not exist. While the store cannot be reached, this waits for the administrator's
   * first login.
   *
   * @param password empty if the settings have none. Then the administrator must have a password already.
   * @throws AdminPasswordMissingError, or RefusedError when the party cannot be created.
   */
  async ensureAdmin(partyId: string, password: string): Promise<void> {
    this.#pendingAdmin = { partyId, password };
    await this.#ensurePendingAdmin(this.#pendingAdmin);
    // Without a password the administrator cannot be created later.
    if (password === '') this.#pendingAdmin = undefined;
    if (this.#pendingAdmin !== undefined) {
      this.#parts.logger.warn({ party: partyId }, 'the administrator cannot log in until MongoDB answers');
    }
  }

  async close(): Promise<void> {
    const { sessions, store, credentials } = this.#parts;
    sessions.stop();
    await store.close();
    credentials.close();
  }

  /** Normalizes the Unicode of a typed party id. Ids from before that rule may not be normalized, so an exact match comes first. */
  async #idOf(typed: string): Promise<string> {
    const { parties, store } = this.#parts;
    const normal = normalizeName(typed);
    if (normal === typed || parties.partyById(typed) !== undefined) return typed;
    const isThere = parties.partyById(normal) !== undefined || (await store.find(normal)) !== undefined;
    return isThere ? normal : typed;
  }

  async #find(partyId: string): Promise<StoredParty | undefined> {
    if (partyId === this.#pendingAdmin?.partyId) await this.#ensurePendingAdmin(this.#pendingAdmin);
    return this.#parts.store.find(partyId);
  }

  async #ensurePendingAdmin({ partyId, password }: Admin): Promise<void> {
    try {
      await this.#parts.enrollment.ensureAdmin(partyId, password);
      this.#pendingAdmin = undefined;
    } catch (error) {
      if (!(error instanceof RefusedError) || error.refusal.reason !== 'PARTY_STORE_UNAVAILABLE') throw error;
    }
  }

  async #partyOf(partyId: string, stored: StoredParty | undefined): Promise<Party | undefined> {
    return this.#parts.parties.partyById(partyId) ?? (await this.#parts.enrollment.createFromStore(stored));
  }

  /** Whether the stored hash is the same as before a check. */
  async #isUnchanged(partyId: string, stored: StoredParty | undefined): Promise<boolean> {
    return (await this.#parts.store.find(partyId))?.passwordHash === stored?.passwordHash;
  }

  /** Call it only after the password was right, so that nobody else learns that a party is disabled. */
  #checkEnabled(partyId: string): void {
    if (this.#parts.parties.partyById(partyId)?.isDisabled !== true) return;
    throw new RefusedError(refuse('PARTY_DISABLED', 'an administrator has disabled this party'));
  }

  #known(session: ListedSession): KnownSession {
    return { ...session, party: this.#parts.parties.partyById(session.partyId) };
  }

  #endSessions(partyId: string, keptHash?: string): void {
    const { verified, sessions } = this.#parts;
    verified.forget(partyId);
    sessions.closeAll(partyId, keptHash);
  }
}

function unknownParty(): RefusedError {
  return new RefusedError(refuse('UNKNOWN_PARTY', 'there is no party with this party_id', 'party_id'));
}

function credentialsInvalid(): RefusedError {
  return new RefusedError(refuse('CREDENTIALS_INVALID', 'the party or its password is wrong'));
}
