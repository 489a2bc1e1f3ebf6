import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { journalFiles } from '../journal/sqlite/journal-files.ts';
import { type Verification, verifyDataFolder } from '../recovery/verify.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import {
  checkTotals,
  DESCRIPTION,
  describe,
  type Made,
  readDescription,
  sha256,
  writeDescription,
} from './description.ts';

const FILE = 'archive.json';
const CHUNK_BYTES = 2 ** 20;

const ARCHIVE = DESCRIPTION.extend({
  /** Of the names of orders that the exchange remembers where the archive ends. */
  client_order_ids_hash: sha256,
  /** Of `journal.db`. */
  journal_sha256: sha256,
});

/** What `archive.json` says of the archive that it lies in. */
export type ArchiveManifest = z.output<typeof ARCHIVE>;

/** A folder that is no archive, or one that was not finished. */
class NoArchiveError extends Error {
  constructor(directory: string) {
    super(`${directory} is no finished archive: it has no ${FILE}`);
    this.name = 'NoArchiveError';
  }
}

export function isArchive(directory: string): boolean {
  return existsSync(join(directory, FILE));
}

export function writeArchiveManifest(directory: string, made: Made): ArchiveManifest {
  const manifest = {
    ...describe(made),
    client_order_ids_hash: made.totals.clientOrderIdsHash,
    journal_sha256: fileHash(journalFiles(directory).databaseFile),
  };
  writeDescription(join(directory, FILE), manifest);
  return manifest;
}

/** @throws NoArchiveError, and DamagedError for a description that none of our versions has written. */
export function readArchiveManifest(directory: string): ArchiveManifest {
  const file = join(directory, FILE);
  if (!existsSync(file)) throw new NoArchiveError(directory);
  return readDescription(file, ARCHIVE);
}

/**
 * Replays an archive.
 *
 * @throws NoArchiveError, and DamagedError with the place when anything in it is not as it was written.
 */
export function verifyArchive(
  directory: string,
  onProgress: (sequence: number, last: number) => void,
): Verification {
  const manifest = readArchiveManifest(directory);
  const file = journalFiles(directory).databaseFile;
  // First what tells the place of the damage.
  const found = verifyDataFolder(directory, onProgress);
  checkTotals(manifest, found, file, FILE);
  if (found.clientOrderIdsHash !== manifest.client_order_ids_hash) {
    throw new DamagedError(`The names of orders do not have the hash that ${FILE} says`, { file });
  }
  if (fileHash(file) !== manifest.journal_sha256) {
    throw new DamagedError(`The file does not have the checksum that ${FILE} says`, { file });
  }
  return found;
}

/** Of a file that may be larger than memory. */
function fileHash(file: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) {
      hash.update(chunk.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}
