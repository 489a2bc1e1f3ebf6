import type { PartyProfile } from '../domain/party.ts';

export interface StoredParty {
  /** bcrypt; undefined when nobody can log in as this party. */
  readonly passwordHash: string | undefined;
  /** As what the exchange may list the party; undefined in a store that keeps nothing but passwords. */
  readonly profile: PartyProfile | undefined;
}

/**
 * Where parties' passwords are. Other programs may change them there at any time.
 *
 * With RefusedError PARTY_STORE_UNAVAILABLE, storing fails when the store cannot be reached, and so does looking up a party that is not
 * known from before.
 */
export interface PasswordStore {
  /**
   * What is stored, or was a moment ago; the last that is known, when the store cannot be reached.
   *
   * @throws RefusedError PARTY_STORE_UNAVAILABLE.
   */
  find(partyId: string): Promise<StoredParty | undefined>;
  /** Parties that other programs may have added; none in a store that keeps nothing but passwords, or that cannot be reached. */
  profiles(): Promise<readonly PartyProfile[]>;
  /** Whatever is there. */
  set(party: PartyProfile, passwordHash: string): Promise<void>;
  /** Stores a hash in place of another, undefined for none; false, and nothing changed, if it is not that which is there. */
  replace(party: PartyProfile, from: string | undefined, to: string): Promise<boolean>;
  /** Leaves the party without a password. */
  remove(partyId: string): Promise<void>;
  close(): Promise<void>;
}
