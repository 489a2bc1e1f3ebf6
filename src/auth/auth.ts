import type { Command, CreateParty, Reply } from '../domain/command.ts';
import type { Logger } from '../domain/logger.ts';
import { normalizeName } from '../domain/name.ts';
import type { Party, PartyProfile } from '../domain/party.ts';
import { type Refusal, RefusedError, refuse } from '../domain/refusal.ts';
import type { Credentials } from './credentials.ts';
import type { Enrollment } from './enrollment.ts';
import type { PasswordChecks, Shown } from './password-checks.ts';
import type { PasswordStore, StoredParty } from './password-store.ts';
import type { Passwords } from './passwords.ts';
import type { SessionFacts, Sessions } from './sessions.ts';
import type { VerifiedPasswords } from './verified-passwords.ts';

interface Parts {
  readonly credentials: Credentials;
  readonly store: PasswordStore;
  readonly passwords: Passwords;
  readonly checks: PasswordChecks;
  readonly verified: VerifiedPasswords;
  readonly sessions: Sessions;
  readonly enrollment: Enrollment;
  /** The parties that there are for good. */
  readonly parties: { partyById(partyId: string): Party | undefined };
  readonly logger: Logger;
  submit(command: Command): Promise<Reply>;
}

export interface OpenSession {
  readonly token: string;
  readonly expireTimeMs: number;
  readonly party: Party;
}

interface NewPassword {
  readonly current: string;
  readonly next: string;
  /** Where it comes from. */
  readonly address: string;
}

interface Admin {
  readonly partyId: string;
  readonly password: string;
}

/** Who may come in, and as whom. */
export class Auth {
  readonly #parts: Parts;
  /** The administrator of the settings, until it is sure to be there. */
  #awaitedAdmin: Admin | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Checks a password and opens a session. An unknown party and a wrong password look
   * and last the same. A party that only the store knows is created.
   *
   * @param tokenMs how long the token is to be good, as far as sessions may last.
   * @throws RefusedError CREDENTIALS_INVALID, LOGIN_DELAYED or TOO_MANY_REQUESTS, or why the party cannot be created.
   */
  async login(shown: Shown, tokenMs?: number): Promise<OpenSession> {
    const { checks, sessions } = this.#parts;
    const { password, address } = shown;
    const partyId = await this.#idOf(shown.partyId);
    const stored = await this.#find(partyId);
    // Also a password that is remembered: a session costs a write to the disk, so each costs its caller a full check.
    const matches = await checks.check({ partyId, password, address }, stored?.passwordHash);
    const party = matches ? await this.#partyOf(partyId, stored) : undefined;
    // A password that was changed while it was checked opens no session that the change would have ended.
    if (party === undefined || !(await this.#isStill(partyId, stored))) throw credentialsInvalid();
    this.#checkEnabled(partyId);
    return { ...sessions.open(partyId, address, tokenMs), party };
  }

  /**
   * Checks a password that comes with a single request. One that was right is remembered for some minutes, until it
   * is changed or a session of the party is ended; one that is wrong costs as much as at a login.
   *
   * @throws RefusedError as for a login.
   */
  async verify(shown: Shown): Promise<Party> {
    const partyId = await this.#idOf(shown.partyId);
    const stored = await this.#find(partyId);
    const matches = await this.#parts.verified.matches({ ...shown, partyId }, stored?.passwordHash);
    const party = matches ? await this.#partyOf(partyId, stored) : undefined;
    // A password that was changed while it was checked is good for nothing any more.
    if (party === undefined || !(await this.#isStill(partyId, stored))) throw credentialsInvalid();
    this.#checkEnabled(partyId);
    return party;
  }

  /** Parties that can log in and have not yet done so: the exchange does not have them, in order of id. */
  async unlistedParties(): Promise<readonly PartyProfile[]> {
    const { store, parties } = this.#parts;
    const unlisted = new Map<string, PartyProfile>();
    for (const profile of await store.profiles()) {
      if (parties.partyById(profile.partyId) === undefined) unlisted.set(profile.partyId, profile);
    }
    return [...unlisted.values()].sort((a, b) => (a.partyId < b.partyId ? -1 : 1));
  }

  /**
   * Lets a party log in, or not any more: then its sessions end, and its streams with them. Its open orders stay.
   *
   * @throws RefusedError UNKNOWN_PARTY, or FIELD_INVALID for the last administrator and for who would shut himself out; JOURNAL_UNAVAILABLE.
   */
  async setDisabled(typedId: string, isDisabled: boolean, by: Party): Promise<void> {
    const partyId = await this.#idOf(typedId);
    if (isDisabled && partyId === by.partyId) {
      throw new RefusedError(
        refuse('FIELD_INVALID', 'you cannot disable yourself: ask another administrator', 'party_id'),
      );
    }
    // One that only the store knows is listed by it, as by its first login.
    if ((await this.#partyOf(partyId, await this.#parts.store.find(partyId))) === undefined)
      throw unknownParty();
    const reply = await this.#parts.submit({
      kind: 'setPartyStatus',
      partyNumber: by.partyNumber,
      partyId,
      isDisabled,
    });
    if (reply.kind === 'refused') throw new RefusedError(reply);
    // Logins look at the views, which have the change by now: none can come in behind this.
    if (isDisabled) this.#endSessions(partyId);
    const what = isDisabled ? 'disabled' : 'enabled';
    this.#parts.logger.info({ party: partyId, by: by.partyId }, `an administrator has ${what} a party`);
  }

  /** Open sessions with numbers above one, the oldest first, at most `count`; of all parties with an empty id. */
  sessions(partyId: string, after: number, count: number): readonly SessionFacts[] {
    return this.#parts.sessions.list(partyId, after, count);
  }

  /**
   * Ends all sessions of a party, or one.
   *
   * @throws RefusedError UNKNOWN_PARTY or UNKNOWN_LOGIN_SESSION.
   */
  async endSessions(
    which: { readonly partyId: string } | { readonly sessionId: string },
    by: Party,
  ): Promise<void> {
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

  /** After a crash between the two, a party may be disabled and still have sessions: when it is enabled, they must not come back. */
  endSessionsOfDisabled(all: Iterable<Party>): void {
    for (const { partyId, isDisabled } of all)
      if (isDisabled === true) this.#parts.sessions.closeAll(partyId);
  }

  /** Sessions whose tokens are good now. */
  get sessionCount(): number {
    return this.#parts.sessions.count;
  }

  /** The party that holds a token; undefined when the token is not, or not any more, good. */
  partyOf(token: string): Party | undefined {
    const partyId = this.#parts.sessions.partyIdOf(token);
    const party = partyId === undefined ? undefined : this.#parts.parties.partyById(partyId);
    // Its sessions end right after it was disabled; until then they open nothing.
    return party?.isDisabled === true ? undefined : party;
  }

  /** When the session of a token ends; undefined when it has ended. */
  expireTimeMsOf(token: string): number | undefined {
    return this.#parts.sessions.expireTimeMsOf(token);
  }

  /**
   * Makes a token good for longer, as far as sessions may last.
   *
   * @returns when it ends; undefined when it has ended.
   * @throws RefusedError PARTY_STORE_UNAVAILABLE.
   */
  renew(token: string, tokenMs?: number): number | undefined {
    return this.#parts.sessions.renew(token, tokenMs);
  }

  /** Aborts, with TOKEN_INVALID, when the session of a token is over. */
  endOf(token: string): AbortSignal {
    return this.#parts.sessions.endOf(token);
  }

  logout(token: string): void {
    const { sessions, verified } = this.#parts;
    const partyId = sessions.partyIdOf(token);
    if (partyId !== undefined) verified.forget(partyId);
    sessions.close(token);
  }

  /**
   * Changes the password of a party that shows the current one. Its other sessions end.
   *
   * @throws RefusedError CREDENTIALS_INVALID, LOGIN_DELAYED, TOO_MANY_REQUESTS or PARTY_STORE_UNAVAILABLE.
   */
  async changePassword(party: Party, token: string, { current, next, address }: NewPassword): Promise<void> {
    const { store, passwords, checks, logger } = this.#parts;
    const stored = await store.find(party.partyId);
    const shown = { partyId: party.partyId, password: current, address };
    if (!(await checks.check(shown, stored?.passwordHash))) throw credentialsInvalid();
    const hash = await passwords.hash(next);
    // Else whoever knows a password could undo what an administrator has set in the meantime.
    if (!(await store.replace(party, stored?.passwordHash, hash))) throw credentialsInvalid();
    this.#endSessions(party.partyId, token);
    logger.info({ party: party.partyId }, 'a party has changed its password');
  }

  /**
   * Sets the password of any party. All its sessions end.
   *
   * @param signal aborts when the session of the one who asks ends: nothing is set then, though hashing takes its time.
   * @throws RefusedError UNKNOWN_PARTY, TOO_MANY_REQUESTS or PARTY_STORE_UNAVAILABLE, or why the signal has aborted.
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
   * Adds a party that can log in.
   *
   * @param signal aborts when the session of the one who asks ends: nothing is added then.
   * @throws RefusedError PARTY_STORE_UNAVAILABLE or TOO_MANY_REQUESTS, or why the signal has aborted.
   */
  createParty(command: CreateParty, password: string, signal?: AbortSignal): Promise<Party | Refusal> {
    return this.#parts.enrollment.create(command, password, signal);
  }

  /**
   * Makes sure that someone can administer the exchange. When the store cannot be reached now, it is done when the
   * administrator comes: nobody misses it before.
   *
   * @param password empty when the settings have none: then the administrator has to have one already.
   * @throws RefusedError when the party cannot be created; AdminPasswordMissingError.
   */
  async ensureAdmin(partyId: string, password: string): Promise<void> {
    this.#awaitedAdmin = { partyId, password };
    await this.#ensureAwaitedAdmin(this.#awaitedAdmin);
    // Without a password there is nothing to create later.
    if (password === '') this.#awaitedAdmin = undefined;
    if (this.#awaitedAdmin !== undefined) {
      this.#parts.logger.warn({ party: partyId }, 'the administrator cannot log in until MongoDB answers');
    }
  }

  async close(): Promise<void> {
    const { sessions, store, credentials } = this.#parts;
    sessions.stop();
    await store.close();
    credentials.close();
  }

  /** The id of a party that may be typed in another form of Unicode. Ids that are older than that rule are found as they are. */
  async #idOf(typed: string): Promise<string> {
    const { parties, store } = this.#parts;
    const normal = normalizeName(typed);
    if (normal === typed || parties.partyById(typed) !== undefined) return typed;
    const isThere = parties.partyById(normal) !== undefined || (await store.find(normal)) !== undefined;
    return isThere ? normal : typed;
  }

  async #find(partyId: string): Promise<StoredParty | undefined> {
    if (partyId === this.#awaitedAdmin?.partyId) await this.#ensureAwaitedAdmin(this.#awaitedAdmin);
    return this.#parts.store.find(partyId);
  }

  async #ensureAwaitedAdmin({ partyId, password }: Admin): Promise<void> {
    try {
      await this.#parts.enrollment.ensureAdmin(partyId, password);
      this.#awaitedAdmin = undefined;
    } catch (error) {
      if (!(error instanceof RefusedError) || error.refusal.reason !== 'PARTY_STORE_UNAVAILABLE') throw error;
    }
  }

  async #partyOf(partyId: string, stored: StoredParty | undefined): Promise<Party | undefined> {
    return this.#parts.parties.partyById(partyId) ?? (await this.#parts.enrollment.admit(stored));
  }

  async #isStill(partyId: string, stored: StoredParty | undefined): Promise<boolean> {
    return (await this.#parts.store.find(partyId))?.passwordHash === stored?.passwordHash;
  }

  /** Only after the password was right: nobody else learns that a party is disabled. */
  #checkEnabled(partyId: string): void {
    if (this.#parts.parties.partyById(partyId)?.isDisabled !== true) return;
    throw new RefusedError(refuse('PARTY_DISABLED', 'an administrator has disabled this party'));
  }

  #endSessions(partyId: string, keptToken?: string): void {
    const { verified, sessions } = this.#parts;
    verified.forget(partyId);
    sessions.closeAll(partyId, keptToken);
  }
}

function unknownParty(): RefusedError {
  return new RefusedError(refuse('UNKNOWN_PARTY', 'there is no party with this party_id', 'party_id'));
}

function credentialsInvalid(): RefusedError {
  return new RefusedError(refuse('CREDENTIALS_INVALID', 'the party or its password is wrong'));
}
