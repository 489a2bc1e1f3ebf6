import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { journalFiles } from '../journal/sqlite/journal-files.ts';
import { type Verification, verifyDataFolder } from '../recovery/verify.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import {
  type CopyFacts,
  checkTotals,
  DESCRIPTION,
  describe,
  readDescription,
  sha256,
  writeDescription,
} from './description.ts';

const FILE = 'archive.json';
const CHUNK_BYTES = 2 ** 20;

const ARCHIVE = DESCRIPTION.extend({
  /** Hash of the client order ids that the exchange remembers at the end of the archive. */
  client_order_ids_hash: sha256,
  /** Checksum of `journal.db`. */
  journal_sha256: sha256,
});

/** The content of `archive.json`, which describes the archive in its folder. */
export type ArchiveManifest = z.output<typeof ARCHIVE>;

/** The folder is not an archive, or its archive is incomplete. */
class NoArchiveError extends Error {
  constructor(directory: string) {
    super(`${directory} is not a complete archive: it has no ${FILE}`);
    this.name = 'NoArchiveError';
  }
}

export function isArchive(directory: string): boolean {
  return existsSync(join(directory, FILE));
}

export function writeArchiveManifest(directory: string, made: CopyFacts): ArchiveManifest {
  const manifest = {
    ...describe(made),
    client_order_ids_hash: made.totals.clientOrderIdsHash,
    journal_sha256: fileHash(journalFiles(directory).databaseFile),
  };
  writeDescription(join(directory, FILE), manifest);
  return manifest;
}

/** @throws NoArchiveError, and DamagedError when the file has another format. */
export function readArchiveManifest(directory: string): ArchiveManifest {
  const file = join(directory, FILE);
  if (!existsSync(file)) throw new NoArchiveError(directory);
  return readDescription(file, ARCHIVE);
}

/**
 * Replays an archive, and compares it with its description.
 *
 * @throws NoArchiveError, and DamagedError with the place of any damage.
 */
export function verifyArchive(
  directory: string,
  onProgress: (sequence: number, last: number) => void,
): Verification {
  const manifest = readArchiveManifest(directory);
  const file = journalFiles(directory).databaseFile;
  // Replay before the checksum of the file, because a replay finds the place of the damage.
  const found = verifyDataFolder(directory, onProgress);
  checkTotals(manifest, found, file, FILE);
  if (found.clientOrderIdsHash !== manifest.client_order_ids_hash) {
    throw new DamagedError(`The hash of the client order ids differs from the one in ${FILE}`, { file });
  }
  if (fileHash(file) !== manifest.journal_sha256) {
    throw new DamagedError(`The checksum of the file differs from the one in ${FILE}`, { file });
  }
  return found;
}

/** SHA-256 of a file, read in chunks because it may be larger than the memory. */
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
