/** An open session as it is kept: the token itself is nowhere. */
export interface StoredSession {
  /** SHA-256 of the token, in base64url. */
  readonly tokenHash: string;
  readonly partyId: string;
  readonly beginTimeMs: number;
  /** As the login promised. A lower SESSION_MINUTES may end the session before. */
  readonly expireTimeMs: number;
  /** Where the login came from; empty when that is not known. */
  readonly address: string;
}

/** What a call stores is durable when it returns. */
export interface SessionTable {
  /** In no order. */
  all(): StoredSession[];
  add(session: StoredSession): void;
  remove(tokenHashes: readonly string[]): void;
}

/** The bcrypt hashes of parties' passwords. Reading is from memory; what a call stores is durable when it returns. */
export interface HashTable {
  get(partyId: string): string | undefined;
  /** Whatever was there. */
  set(partyId: string, hash: string): void;
  /** Sets a hash in place of another, undefined for none; false, and nothing changed, if it is not that which is there. */
  replace(partyId: string, from: string | undefined, to: string): boolean;
  remove(partyId: string): void;
}

/** What proves who a party is, on this machine. Not part of the journal, so that it can be changed and erased. */
export interface Credentials {
  readonly passwords: HashTable;
  /** What another store said last. Apart from `passwords`: an old one must not come back when the store is changed. */
  readonly knownPasswords: HashTable;
  readonly sessions: SessionTable;
  close(): void;
}
