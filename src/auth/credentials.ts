/** A session as it is stored, without its token. */
export interface StoredSession {
  /** SHA-256 of the token, in base64url. */
  readonly tokenHash: string;
  readonly partyId: string;
  readonly beginTimeMs: number;
  /** Expiry at the login. A lower SESSION_MINUTES may end the session earlier. */
  readonly expireTimeMs: number;
  /** Address of the login; empty when unknown. */
  readonly address: string;
}

/** Stored sessions. A change is durable when its call returns. */
export interface SessionTable {
  /** In no defined order. */
  all(): StoredSession[];
  add(session: StoredSession): void;
  remove(tokenHashes: readonly string[]): void;
}

/** The bcrypt hashes of the parties' passwords. Reads come from memory. A change is durable when its call returns. */
export interface HashTable {
  get(partyId: string): string | undefined;
  /** Sets or replaces a hash. */
  set(partyId: string, hash: string): void;
  /** Sets a hash if the current one is `from`, which is undefined for none. Otherwise returns false. */
  replace(partyId: string, from: string | undefined, to: string): boolean;
  remove(partyId: string): void;
}

/** Password hashes and sessions on this machine. They are not in the journal, so that they can be changed and erased. */
export interface Credentials {
  readonly passwords: HashTable;
  /**
   * The last known hashes of another store. They are separate from `passwords`, so that a change of PARTY_STORE does not
   * bring back an old password.
   */
  readonly knownPasswords: HashTable;
  readonly sessions: SessionTable;
  close(): void;
}
