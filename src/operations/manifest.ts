import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { credentialsFiles } from '../auth/credentials-files.ts';
import type { JournalTotals } from '../recovery/journal-fold.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import { PRIVATE_FILE } from '../storage/private-files.ts';

const FILE = 'backup.json';
const FORMAT_VERSION = 1;

const sha256 = z.hash('sha256');
const count = z.int().nonnegative();
const MANIFEST = z.object({
  format_version: z.literal(FORMAT_VERSION),
  /** When it was begun. */
  made_at: z.iso.datetime(),
  /** Of the program that made it. */
  version: z.string(),
  /** Of the journal; a restore gives it another. */
  epoch: count,
  state_hash: sha256,
  /** More than 1 when older events were archived. */
  first_sequence: count.default(1),
  last_sequence: count,
  /** Nanoseconds since 1970-01-01 UTC. */
  last_time_ns: z.string().regex(/^\d+$/),
  batches: count,
  orders: count,
  open_orders: count,
  trades: count,
  instruments: count,
  parties: count,
  /** Of `credentials.db`; null when there is none. */
  credentials_sha256: sha256.nullable(),
});

/** What `backup.json` says of the backup that it lies in. */
export type Manifest = z.output<typeof MANIFEST>;

/** A folder that is no backup, or one that was not finished. */
export class NoBackupError extends Error {
  constructor(directory: string) {
    super(`${directory} is no finished backup: it has no ${FILE}`);
    this.name = 'NoBackupError';
  }
}

/** By the names that they have in JSON. */
export function totalsAsJson(totals: JournalTotals) {
  return {
    epoch: totals.epoch,
    state_hash: totals.stateHash,
    first_sequence: totals.firstSequence,
    last_sequence: totals.lastSequence,
    last_time_ns: String(totals.lastTimeNs),
    batches: totals.batches,
    orders: totals.orders,
    open_orders: totals.openOrders,
    trades: totals.trades,
    instruments: totals.instruments,
    parties: totals.parties,
  };
}

interface Made {
  readonly madeAt: Date;
  readonly version: string;
  readonly totals: JournalTotals;
}

export function writeManifest(directory: string, { madeAt, version, totals }: Made): Manifest {
  const manifest: Manifest = {
    format_version: FORMAT_VERSION,
    made_at: madeAt.toISOString(),
    version,
    ...totalsAsJson(totals),
    credentials_sha256: credentialsHash(directory),
  };
  writeFileSync(join(directory, FILE), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: PRIVATE_FILE });
  return manifest;
}

/** @throws NoBackupError, and DamagedError for a description that none of our versions has written. */
export function readManifest(directory: string): Manifest {
  const file = join(directory, FILE);
  if (!existsSync(file)) throw new NoBackupError(directory);
  const { data, error } = MANIFEST.safeParse(parseJson(file));
  if (data !== undefined) return data;
  const fields = error.issues.map(({ path }) => path.join('.')).filter((field) => field !== '');
  const which = fields.length === 0 ? 'it is no JSON object' : `wrong or missing: ${fields.join(', ')}`;
  throw new DamagedError(`This is not the ${FILE} of a backup of this version (${which})`, { file });
}

/** @throws DamagedError when a journal does not come to what was written of it. */
export function checkTotals(manifest: Manifest, totals: JournalTotals, file: string): void {
  const written = new Map<string, unknown>(Object.entries(manifest));
  // First what tells most, as when an exchange has gone on in a backup.
  const { last_sequence, ...others } = totalsAsJson(totals);
  for (const [name, found] of Object.entries({ last_sequence, ...others })) {
    if (written.get(name) === found) continue;
    throw new DamagedError(`${name} is ${found}, and ${FILE} says ${written.get(name)}`, { file });
  }
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

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new DamagedError('The description of the backup is not JSON', { file }, error);
  }
}
