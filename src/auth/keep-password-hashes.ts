import { openSqliteCredentials } from './sqlite-credentials.ts';

/** Takes over bcrypt hashes of passwords into the credentials of a data folder in which no exchange runs. */
export function keepPasswordHashes(dataDir: string, hashes: ReadonlyMap<string, string>): void {
  const credentials = openSqliteCredentials(dataDir);
  try {
    for (const [partyId, hash] of hashes) credentials.passwords.set(partyId, hash);
  } finally {
    credentials.close();
  }
}
