import type { Credentials, HashTable, SessionTable } from './credentials.ts';
import { type EntryFile, openEntryFile } from './entry-file.ts';
import { readSession, sessionText } from './session-text.ts';

/**
 * Opens the credentials in `credentials.db` of a data folder. A change that cannot be written, such as on a full disk, fails
 * with RefusedError PARTY_STORE_UNAVAILABLE and has no effect.
 *
 * @param warn called with problems that lose no data.
 * @throws DamagedError when the credentials are damaged or outdated.
 */
export function openSqliteCredentials(
  dataDir: string,
  warn: (message: string) => void = (message) => process.emitWarning(message),
): Credentials {
  const file = openEntryFile(dataDir, { journalMode: 'WAL', warn });
  return {
    passwords: hashTable(file, 'password'),
    knownPasswords: hashTable(file, 'known_password'),
    sessions: sessionTable(file),
    close: () => file.close(),
  };
}

function hashTable(file: EntryFile, kind: 'password' | 'known_password'): HashTable {
  const hashes = file.all(kind);
  const table: HashTable = {
    get: (partyId) => hashes.get(partyId),
    set: (partyId, hash) => file.write([{ kind, id: partyId, value: hash }]),
    replace(partyId, from, to) {
      if (hashes.get(partyId) !== from) return false;
      table.set(partyId, to);
      return true;
    },
    remove(partyId) {
      if (hashes.has(partyId)) file.write([{ kind, id: partyId, value: undefined }]);
    },
  };
  return table;
}

function sessionTable(file: EntryFile): SessionTable {
  const sessions = file.all('session');
  return {
    all: () => Array.from(sessions, ([tokenHash, text]) => readSession(tokenHash, text)),
    add({ tokenHash, ...session }) {
      file.write([{ kind: 'session', id: tokenHash, value: sessionText(session) }]);
    },
    remove(tokenHashes) {
      const known = tokenHashes.filter((tokenHash) => sessions.has(tokenHash));
      if (known.length === 0) return;
      file.write(known.map((id) => ({ kind: 'session', id, value: undefined })));
    },
  };
}
