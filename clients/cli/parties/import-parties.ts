import { Code } from '@connectrpc/connect';
import { type Redleaf, RedleafError } from '@redleaf/client';
import pLimit from 'p-limit';
import type { BadRow, PartyFile, PartyRow } from './party-file.ts';

export interface ImportResult {
  readonly imported: number;
  /** Parties that are there already; they stay as they are. */
  readonly skipped: readonly PartyRow[];
  /** By line. */
  readonly bad: readonly BadRow[];
}

/** The exchange hashes a few passwords at a time; more calls would only wait there. */
const CALLS_AT_A_TIME = 4;

/**
 * Creates the parties of a file, and goes on after those that the exchange refuses.
 *
 * @throws RedleafError when no other row could fare better, such as without a connection or an administrator.
 */
export async function importParties(
  admin: Redleaf['admin'],
  { rows, bad }: PartyFile,
  onRow: () => void,
): Promise<ImportResult> {
  const skipped: PartyRow[] = [];
  const refused: BadRow[] = [];
  const importRow = async (row: PartyRow) => {
    const { line, partyId, partyName, password, isAdmin } = row;
    try {
      await admin.createParty({ partyId, partyName, password, isAdmin });
    } catch (thrown) {
      const error = RedleafError.from(thrown);
      if (error.reason === 'DUPLICATE_PARTY') skipped.push(row);
      else if (error.code === Code.InvalidArgument) refused.push({ line, reason: reasonOf(error) });
      else throw error;
    }
    onRow();
  };
  const limit = pLimit(CALLS_AT_A_TIME);
  try {
    await limit.map(rows, importRow);
  } catch (error) {
    limit.clearQueue();
    throw error;
  }
  const byLine = (a: { readonly line: number }, b: { readonly line: number }) => a.line - b.line;
  return {
    imported: rows.length - skipped.length - refused.length,
    skipped: skipped.sort(byLine),
    bad: [...bad, ...refused].sort(byLine),
  };
}

function reasonOf({ field, message }: RedleafError): string {
  return field === undefined ? message : `${field}: ${message}`;
}
