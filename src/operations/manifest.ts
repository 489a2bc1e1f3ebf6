import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { credentialsFiles } from '../auth/credentials-files.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import {
  type CopyFacts,
  DESCRIPTION,
  describe,
  readDescription,
  sha256,
  writeDescription,
} from './description.ts';

export const BACKUP_FILE = 'backup.json';

const MANIFEST = DESCRIPTION.extend({
  /** Checksum of `credentials.db`; null if there is none. */
  credentials_sha256: sha256.nullable(),
});

/** The content of `backup.json`, which describes the backup in its folder. */
export type Manifest = z.output<typeof MANIFEST>;

/** The folder is not a backup, or its backup is incomplete. */
export class NoBackupError extends Error {
  constructor(directory: string) {
    super(`${directory} is not a complete backup: it has no ${BACKUP_FILE}`);
    this.name = 'NoBackupError';
  }
}

export function writeManifest(directory: string, made: CopyFacts): Manifest {
  const manifest = { ...describe(made), credentials_sha256: credentialsHash(directory) };
  writeDescription(join(directory, BACKUP_FILE), manifest);
  return manifest;
}

/** @throws NoBackupError, and DamagedError when the file has another format. */
export function readManifest(directory: string): Manifest {
  const file = join(directory, BACKUP_FILE);
  if (!existsSync(file)) throw new NoBackupError(directory);
  return readDescription(file, MANIFEST);
}

/** @throws DamagedError when the credentials differ from the backup's checksum. */
export function checkCredentials(directory: string, manifest: Manifest): void {
  if (credentialsHash(directory) === manifest.credentials_sha256) return;
  const file = credentialsFiles(directory).databaseFile;
  throw new DamagedError('The passwords have changed since the backup was made', { file });
}

function credentialsHash(directory: string): string | null {
  const file = credentialsFiles(directory).databaseFile;
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : null;
}
