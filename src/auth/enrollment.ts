import type { Command, CreateParty, Reply } from '../domain/command.ts';
import type { Logger } from '../domain/logger.ts';
import { isPlainName } from '../domain/name.ts';
import type { Party, PartyProfile } from '../domain/party.ts';
import { type Refusal, RefusedError, refuse } from '../domain/refusal.ts';
import type { PasswordStore, StoredParty } from './password-store.ts';
import type { Passwords } from './passwords.ts';

interface Parts {
  readonly store: PasswordStore;
  readonly passwords: Passwords;
  /** Committed parties. */
  readonly parties: { partyById(partyId: string): Party | undefined };
  readonly logger: Logger;
  submit(command: Command): Promise<Reply>;
}

/** The administrator has no password, and the settings have none for it. */
class AdminPasswordMissingError extends Error {
  constructor(partyId: string) {
    super(`ADMIN_PASSWORD: the administrator ${partyId} has no password yet; set one for this start`);
    this.name = 'AdminPasswordMissingError';
  }
}

/** Creates parties: for an administrator, for the settings, or at a party's first login. */
export class Enrollment {
  readonly #parts: Parts;
  /** Ids of parties whose creation is running. */
  readonly #inCreation = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Creates a party with a password. It stores the password before it commits the party. A crash between the two leaves a
   * password without a party: in SQLite nobody can log in with it, and the next attempt replaces it; in MongoDB the first
   * login creates the party. The password of a party that can log in is never changed here.
   *
   * @throws RefusedError PARTY_STORE_UNAVAILABLE or TOO_MANY_REQUESTS, or the signal's reason.
   */
  async create(command: CreateParty, password: string, signal?: AbortSignal): Promise<Party | Refusal> {
    const { store, passwords, parties } = this.#parts;
    const { partyId } = command;
    if (parties.partyById(partyId) !== undefined || this.#inCreation.has(partyId)) return DUPLICATE_PARTY;
    this.#inCreation.add(partyId);
    try {
      const stored = await store.find(partyId);
      if (canLogIn(stored, undefined)) return DUPLICATE_PARTY;
      const hash = await passwords.hash(password);
      signal?.throwIfAborted();
      if (!(await store.replace(command, stored?.passwordHash, hash))) return DUPLICATE_PARTY;
      const created = await this.#submitParty(command, command.partyNumber);
      if ('reason' in created) await store.remove(partyId);
      return created;
    } finally {
      this.#inCreation.delete(partyId);
    }
  }

  /**
   * Creates a party that exists only in the store, at its first login.
   *
   * @returns undefined when the store has no profile of the party, or when its id looks like another id.
   * @throws RefusedError when it cannot be created.
   */
  async createFromStore(stored: StoredParty | undefined): Promise<Party | undefined> {
    if (stored?.profile === undefined || !isPlainName(stored.profile.partyId)) return undefined;
    const created = await this.#submitParty(stored.profile, BY_EXCHANGE);
    if ('reason' in created) throw new RefusedError(created);
    this.#parts.logger.info({ party: created.partyId }, 'a party was created from its document in MongoDB');
    return created;
  }

  /**
   * Creates the administrator if it does not exist. An administrator that can log in keeps its password.
   *
   * @param password empty if the settings have none. It is needed only for an administrator without a password.
   * @throws AdminPasswordMissingError, or RefusedError when the party cannot be created.
   */
  async ensureAdmin(partyId: string, password: string): Promise<void> {
    const { store, passwords, parties, logger } = this.#parts;
    const stored = await store.find(partyId);
    const party = parties.partyById(partyId);
    const profile = party ?? { partyId, partyName: stored?.profile?.partyName ?? partyId, isAdmin: true };
    if (!canLogIn(stored, party)) {
      if (password === '') throw new AdminPasswordMissingError(partyId);
      if (party !== undefined) {
        logger.warn({ party: partyId }, 'the administrator had no password: it is now ADMIN_PASSWORD');
      }
      await store.replace(profile, stored?.passwordHash, await passwords.hash(password));
    }
    const created = party ?? (await this.#submitParty(profile, BY_EXCHANGE));
    if ('reason' in created) throw new RefusedError(created);
  }

  async #submitParty(
    { partyId, partyName, isAdmin }: PartyProfile,
    partyNumber: number,
  ): Promise<Party | Refusal> {
    const { parties, submit } = this.#parts;
    const reply = await submit({ kind: 'createParty', partyNumber, partyId, partyName, isAdmin });
    if (reply.kind === 'partyCreated') return reply.party;
    // Another first login of the party may have created it meanwhile.
    if (reply.kind === 'refused') return parties.partyById(partyId) ?? reply;
    throw new Error(`createParty was answered with ${reply.kind}`);
  }
}

/** The sender of a command that no administrator sends. */
const BY_EXCHANGE = 0;

const DUPLICATE_PARTY = refuse('DUPLICATE_PARTY', 'a party with this party_id exists already', 'party_id');

/** Whether the right password of this party would open a session. */
function canLogIn(stored: StoredParty | undefined, party: Party | undefined): boolean {
  return stored?.passwordHash !== undefined && (party ?? stored.profile) !== undefined;
}
