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
  /** The parties that there are for good. */
  readonly parties: { partyById(partyId: string): Party | undefined };
  readonly logger: Logger;
  submit(command: Command): Promise<Reply>;
}

/** The administrator of the settings has no password yet, and the settings have none either. */
class AdminPasswordMissingError extends Error {
  constructor(partyId: string) {
    super(`ADMIN_PASSWORD: the administrator ${partyId} has no password yet; set one for this start`);
    this.name = 'AdminPasswordMissingError';
  }
}

/** How parties come to be: an administrator creates them, the settings, or their first login. */
export class Enrollment {
  readonly #parts: Parts;
  /** Parties that are being created right now. */
  readonly #inCreation = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Adds a party that can log in. Its password is stored first. After a crash between the two it is there without a
   * party: in SQLite nobody can log in with it, and the next attempt overwrites it; in MongoDB the first login does what
   * was left undone. The password of a party that can log in is never touched.
   *
   * @throws RefusedError PARTY_STORE_UNAVAILABLE or TOO_MANY_REQUESTS, or why the signal has aborted.
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
      const listed = await this.#list(command, command.partyNumber);
      if ('reason' in listed) await store.remove(partyId);
      return listed;
    } finally {
      this.#inCreation.delete(partyId);
    }
  }

  /**
   * Lists a party that the store knows and the exchange does not: it has shown its password for the first time.
   *
   * @returns undefined when the store does not tell as what, or its id can be taken for another.
   * @throws RefusedError when it cannot be created.
   */
  async admit(stored: StoredParty | undefined): Promise<Party | undefined> {
    if (stored?.profile === undefined || !isPlainName(stored.profile.partyId)) return undefined;
    const listed = await this.#list(stored.profile, BY_EXCHANGE);
    if ('reason' in listed) throw new RefusedError(listed);
    this.#parts.logger.info({ party: listed.partyId }, 'a party was created from its document in MongoDB');
    return listed;
  }

  /**
   * Makes sure that someone can administer the exchange. An administrator that can log in keeps its password.
   *
   * @param password empty when the settings have none: it is needed once.
   * @throws RefusedError when that cannot be done; AdminPasswordMissingError.
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
    const listed = party ?? (await this.#list(profile, BY_EXCHANGE));
    if ('reason' in listed) throw new RefusedError(listed);
  }

  async #list({ partyId, partyName, isAdmin }: PartyProfile, partyNumber: number): Promise<Party | Refusal> {
    const { parties, submit } = this.#parts;
    const reply = await submit({ kind: 'createParty', partyNumber, partyId, partyName, isAdmin });
    if (reply.kind === 'partyCreated') return reply.party;
    // Two first logins at once: one creates it, and both are in.
    if (reply.kind === 'refused') return parties.partyById(partyId) ?? reply;
    throw new Error(`createParty was answered with ${reply.kind}`);
  }
}

/** The sender of a command that no administrator sends. */
const BY_EXCHANGE = 0;

const DUPLICATE_PARTY = refuse('DUPLICATE_PARTY', 'a party with this party_id exists already', 'party_id');

/** Whether a party's password, if it is the right one, opens anything. */
function canLogIn(stored: StoredParty | undefined, party: Party | undefined): boolean {
  return stored?.passwordHash !== undefined && (party ?? stored.profile) !== undefined;
}
