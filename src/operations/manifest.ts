import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { credentialsFiles } from '../auth/credentials-files.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import {
  DESCRIPTION,
  describe,
  type Made,
  readDescription,
  sha256,
  writeDescription,
} from './description.ts';

export const BACKUP_FILE = 'backup.json';

const MANIFEST = DESCRIPTION.extend({
  /** Of `credentials.db`; null when there is none. */
  credentials_sha256: sha256.nullable(),
});

/** What `backup.json` says of the backup that it lies in. */
export type Manifest = z.output<typeof MANIFEST>;

/** A folder that is no backup, or one that was not finished. */
export class NoBackupError extends Error {
  constructor(directory: string) {
    super(`${directory} is no finished backup: it has no ${BACKUP_FILE}`);
    this.name = 'NoBackupError';
  }
}

export function writeManifest(directory: string, made: Made): Manifest {
  const manifest = { ...describe(made), credentials_sha256: credentialsHash(directory) };
  writeDescription(join(directory, BACKUP_FILE), manifest);
  return manifest;
}

/** @throws NoBackupError, and DamagedError for a description that none of our versions has written. */
export function readManifest(directory: string): Manifest {
  const file = join(directory, BACKUP_FILE);
  if (!existsSync(file)) throw new NoBackupError(directory);
  return readDescription(file, MANIFEST);
}

/** @throws DamagedError when they are not, byte by byte, what was written. */
export function checkCredentials(directory: string, manifest: Manifest): void {
  if (credentialsHash(directory) === manifest.credentials_sha256) return;
  const file = credentialsFiles(directory).databaseFile;
  throw new DamagedError('The passwords are not as they were when the backup was made', { file });
}

function credentialsHash(directory: string): string | null {
  const file = credentialsFiles(directory).databaseFile;
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : null;
}
