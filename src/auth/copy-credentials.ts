import { existsSync } from 'node:fs';
import { credentialsFiles } from './credentials-files.ts';
import { openEntryFile } from './entry-file.ts';
import { findCredentials } from './find-credentials.ts';

/**
 * Copies the passwords of one data folder into another that has none, also while an exchange runs. Sessions are left behind:
 * one that is ended after this must not come back with the copy. Where there are no credentials, there are none to copy.
 *
 * @throws DamagedError when they are not as they were written.
 */
export function copyCredentials(from: string, to: string): void {
  const { stored } = findCredentials(credentialsFiles(from));
  if (!existsSync(credentialsFiles(from).databaseFile)) return;
  const copy = openEntryFile(to, { journalMode: 'DELETE', warn: (message) => process.emitWarning(message) });
  try {
    copy.write(
      (['password', 'known_password'] as const).flatMap((kind) =>
        Array.from(stored.entries[kind], ([id, value]) => ({ kind, id, value })),
      ),
    );
  } finally {
    copy.close();
  }
}
