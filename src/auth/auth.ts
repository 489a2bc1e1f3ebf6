import type { Command, CreateParty, Reply } from '../domain/command.ts';
import type { Party } from '../domain/party.ts';
import { type Refusal, RefusedError, refuse } from '../domain/refusal.ts';
import type { Credentials } from './credentials.ts';
import type { Passwords } from './passwords.ts';
import type { Sessions } from './sessions.ts';
import type { VerifiedPasswords } from './verified-passwords.ts';

interface Parts {
  readonly credentials: Credentials;
  readonly passwords: Passwords;
  readonly verified: VerifiedPasswords;
  readonly sessions: Sessions;
  /** The parties that there are for good. */
  readonly parties: { partyById(partyId: string): Party | undefined };
  submit(command: Command): Promise<Reply>;
}

export interface OpenSession {
  readonly token: string;
  readonly expireTimeMs: number;
  readonly party: Party;
}

/** Who may come in, and as whom. */
export class Auth {
  readonly #parts: Parts;
  /** Parties that are being created right now. */
  readonly #inCreation = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Checks a password and opens a session. An unknown party and a wrong password look
   * and last the same.
   *
   * @throws RefusedError CREDENTIALS_INVALID or TOO_MANY_REQUESTS.
   */
  async login(partyId: string, password: string): Promise<OpenSession> {
    const { credentials, passwords, sessions, parties } = this.#parts;
    const matches = await passwords.matches(password, credentials.passwordHash(partyId));
    const party = parties.partyById(partyId);
    if (!matches || party === undefined) {
      throw new RefusedError(refuse('CREDENTIALS_INVALID', 'no such party, or not its password'));
    }
    return { ...sessions.open(partyId), party };
  }

  /**
   * Checks a password that comes with a single request. One that was right is remembered for some minutes, until it
   * is changed or a session of the party is ended; one that is wrong costs as much as at a login.
   *
   * @throws RefusedError CREDENTIALS_INVALID or TOO_MANY_REQUESTS.
   */
  async verify(partyId: string, password: string): Promise<Party> {
    const { credentials, verified, parties } = this.#parts;
    const matches = await verified.matches(partyId, password, credentials.passwordHash(partyId));
    const party = parties.partyById(partyId);
    if (matches && party !== undefined) return party;
    throw new RefusedError(refuse('CREDENTIALS_INVALID', 'no such party, or not its password'));
  }

  /** Sessions whose tokens are good now. */
  get sessionCount(): number {
    return this.#parts.sessions.count;
  }

  /** The party that holds a token; undefined when the token is not, or not any more, good. */
  partyOf(token: string): Party | undefined {
    const partyId = this.#parts.sessions.partyIdOf(token);
    return partyId === undefined ? undefined : this.#parts.parties.partyById(partyId);
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
   * Adds a party that can log in. Its credential is stored first: after a crash between
   * the two there is a credential without a party, with which nobody can log in and which the
   * next attempt overwrites. The credential of a party that exists is never touched.
   */
  async createParty(command: CreateParty, password: string): Promise<Party | Refusal> {
    const { credentials, passwords, parties, submit } = this.#parts;
    const { partyId } = command;
    if (parties.partyById(partyId) !== undefined || this.#inCreation.has(partyId)) {
      return refuse('DUPLICATE_PARTY', 'there is a party with this party_id', 'party_id');
    }
    this.#inCreation.add(partyId);
    try {
      credentials.setPasswordHash(partyId, await passwords.hash(password));
      const reply = await submit(command);
      if (reply.kind === 'refused') return reply;
      if (reply.kind === 'partyCreated') return reply.party;
      throw new Error(`createParty was answered with ${reply.kind}`);
    } finally {
      this.#inCreation.delete(partyId);
    }
  }

  /**
   * Makes sure that someone can administer the exchange. An administrator that exists
   * keeps its password, unless the store of credentials was lost.
   *
   * @throws RefusedError when the party cannot be created.
   */
  async ensureAdmin(partyId: string, password: string): Promise<void> {
    const { credentials, passwords, parties } = this.#parts;
    if (parties.partyById(partyId) === undefined) {
      const created = await this.createParty(
        { kind: 'createParty', partyId, partyName: partyId, isAdmin: true },
        password,
      );
      if ('reason' in created) throw new RefusedError(created);
    } else if (credentials.passwordHash(partyId) === undefined) {
      credentials.setPasswordHash(partyId, await passwords.hash(password));
    }
  }

  close(): void {
    this.#parts.sessions.stop();
    this.#parts.credentials.close();
  }
}
