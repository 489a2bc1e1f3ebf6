import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import type { JournalTotals } from '../recovery/journal-fold.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import { otherVersionRemedy } from '../storage/other-version.ts';
import { PRIVATE_FILE } from '../storage/private-files.ts';

const FORMAT_VERSION = 1;

export const sha256 = z.hash('sha256');
const count = z.int().nonnegative();

/** The fields that describe every copy of a journal, in a file beside it. */
export const DESCRIPTION = z.object({
  format_version: z.literal(FORMAT_VERSION),
  /** Start of the copy. */
  made_at: z.iso.datetime(),
  /** Version of the program that made the copy. */
  version: z.string(),
  /** Epoch of the journal. A restore gives the journal a new one. */
  epoch: count,
  state_hash: sha256,
  /** More than 1 if older events were archived before. */
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
});

/** Totals with their names in JSON. */
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

export interface CopyFacts {
  readonly madeAt: Date;
  /** Version of the program. */
  readonly version: string;
  readonly totals: JournalTotals;
}

export function describe({ madeAt, version, totals }: CopyFacts): z.output<typeof DESCRIPTION> {
  return {
    format_version: FORMAT_VERSION,
    made_at: madeAt.toISOString(),
    version,
    ...totalsAsJson(totals),
  };
}

export function writeDescription(file: string, description: object): void {
  writeFileSync(file, `${JSON.stringify(description, undefined, 2)}\n`, { mode: PRIVATE_FILE });
}

/** @throws DamagedError when the file does not match the schema. */
export function readDescription<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  const { data, error } = schema.safeParse(parseJson(file));
  if (error === undefined) return data;
  const fields = error.issues.map(({ path }) => path.join('.')).filter((field) => field !== '');
  const which = fields.length === 0 ? 'it is no JSON object' : `wrong or missing: ${fields.join(', ')}`;
  const remedy = fields.includes('format_version') ? `: ${otherVersionRemedy(dirname(file))}` : '';
  throw new DamagedError(`This is not a ${basename(file)} of this version (${which})${remedy}`, { file });
}

/** @throws DamagedError when the totals of a journal differ from its description. */
export function checkTotals(description: object, totals: JournalTotals, file: string, name: string): void {
  const written = new Map<string, unknown>(Object.entries(description));
  // The last sequence comes first, because it shows an exchange that has run on the copy.
  const { last_sequence, ...others } = totalsAsJson(totals);
  for (const [field, found] of Object.entries({ last_sequence, ...others })) {
    if (written.get(field) === found) continue;
    throw new DamagedError(`${field} is ${found}, but ${name} has ${written.get(field)}`, { file });
  }
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new DamagedError('The description is not JSON', { file }, error);
  }
}
