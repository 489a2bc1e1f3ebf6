import { openSqliteCredentials } from './sqlite-credentials.ts';

/** Imports bcrypt hashes into the credentials of a data folder. No exchange may run on it. */
export function keepPasswordHashes(dataDir: string, hashes: ReadonlyMap<string, string>): void {
  const credentials = openSqliteCredentials(dataDir);
  try {
    for (const [partyId, hash] of hashes) credentials.passwords.set(partyId, hash);
  } finally {
    credentials.close();
  }
}
