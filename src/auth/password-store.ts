import type { PartyProfile } from '../domain/party.ts';

export interface StoredParty {
  /** bcrypt hash; undefined when the party cannot log in. */
  readonly passwordHash: string | undefined;
  /** Name and role for creating the party in the exchange; undefined if the store has only passwords. */
  readonly profile: PartyProfile | undefined;
}

/**
 * Stores the parties' passwords. Other programs may change them at any time.
 *
 * While the store cannot be reached, every change fails with RefusedError PARTY_STORE_UNAVAILABLE.
 */
export interface PasswordStore {
  /**
   * The stored data of a party, at most about a second old. While the store cannot be reached, the last known data.
   *
   * @throws RefusedError PARTY_STORE_UNAVAILABLE when the store cannot be reached and nothing is known of the party.
   */
  find(partyId: string): Promise<StoredParty | undefined>;
  /** All parties in the store; none if the store has only passwords or cannot be reached. */
  profiles(): Promise<readonly PartyProfile[]>;
  /** Sets or replaces the password. */
  set(party: PartyProfile, passwordHash: string): Promise<void>;
  /** Sets a hash if the current one is `from`, which is undefined for none. Otherwise returns false. */
  replace(party: PartyProfile, from: string | undefined, to: string): Promise<boolean>;
  /** Removes the password of a party. */
  remove(partyId: string): Promise<void>;
  close(): Promise<void>;
}
