import { existsSync } from 'node:fs';
import { credentialsFiles } from './credentials-files.ts';
import { openEntryFile } from './entry-file.ts';
import { findCredentials } from './find-credentials.ts';

/**
 * Copies the passwords of a data folder into one without credentials. An exchange may run on the first one. Sessions are not
 * copied, because one that ends later must not be open again in the copy.
 *
 * @throws DamagedError when the credentials are damaged.
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
