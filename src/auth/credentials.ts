/** An open session as it is kept: the token itself is nowhere. */
export interface StoredSession {
  /** SHA-256 of the token, in base64url. */
  readonly tokenHash: string;
  readonly partyId: string;
  readonly expireTimeMs: number;
}

/**
 * What proves who a party is. Not part of the journal, so that it can be changed and
 * erased. What a call stores is durable when it returns.
 */
export interface Credentials {
  /** The bcrypt hash of the party's password; undefined for a party that has none. */
  passwordHash(partyId: string): string | undefined;
  setPasswordHash(partyId: string, passwordHash: string): void;
  /** The first to expire comes first. */
  sessions(): StoredSession[];
  addSession(session: StoredSession): void;
  removeSessions(tokenHashes: readonly string[]): void;
  close(): void;
}
