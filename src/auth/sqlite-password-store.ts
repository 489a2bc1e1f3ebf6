import type { PartyProfile } from '../domain/party.ts';
import type { HashTable } from './credentials.ts';
import type { PasswordStore, StoredParty } from './password-store.ts';

/** Passwords in the data folder. */
export class SqlitePasswordStore implements PasswordStore {
  readonly #hashes: HashTable;

  constructor(hashes: HashTable) {
    this.#hashes = hashes;
  }

  async find(partyId: string): Promise<StoredParty | undefined> {
    const passwordHash = this.#hashes.get(partyId);
    return passwordHash === undefined ? undefined : { passwordHash, profile: undefined };
  }

  async profiles(): Promise<readonly PartyProfile[]> {
    return [];
  }

  async set({ partyId }: PartyProfile, passwordHash: string): Promise<void> {
    this.#hashes.set(partyId, passwordHash);
  }

  async replace({ partyId }: PartyProfile, from: string | undefined, to: string): Promise<boolean> {
    return this.#hashes.replace(partyId, from, to);
  }

  async remove(partyId: string): Promise<void> {
    this.#hashes.remove(partyId);
  }

  /** Does nothing: `Credentials.close` closes the table. */
  async close(): Promise<void> {}
}
