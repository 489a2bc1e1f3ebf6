import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { UsageError } from '../usage-error.ts';

export interface PartyRow {
  /** In the file, from 1. */
  readonly line: number;
  readonly partyId: string;
  readonly partyName: string;
  readonly password: string;
  readonly isAdmin: boolean;
}

export interface BadRow {
  readonly line: number;
  readonly reason: string;
}

export interface PartyFile {
  readonly rows: readonly PartyRow[];
  readonly bad: readonly BadRow[];
  /** Columns that mean nothing here, as the seed's `party_real`. */
  readonly ignoredColumns: readonly string[];
}

const COLUMNS = ['party_id', 'party_name', 'password', 'is_admin'] as const;
const TRUE = ['true', '1', 'yes'];
const FALSE = ['false', '0', 'no', ''];
const BCRYPT_HASH = /^\$2[abxy]\$\d\d\$.{53}$/;

/**
 * The parties of a CSV file. Its first line names the columns, in any order; others are ignored. What a field may hold is for the exchange
 * to judge; here only what would be misunderstood is refused.
 *
 * @throws UsageError when it does not have the columns.
 */
export function parsePartyFile(text: string): PartyFile {
  // Nothing about a party has more than one line, so a quote that is missing spoils no line but its own.
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const columns = columnsOf(header);
  const rows: PartyRow[] = [];
  const bad: BadRow[] = [];
  const lineOfParty = new Map<string, number>();
  for (const [index, content] of lines.entries()) {
    const line = index + 2;
    if (content.trim() === '') continue;
    try {
      const row = rowOf(content, columns, line);
      const earlier = lineOfParty.get(row.partyId);
      if (earlier !== undefined)
        throw new BadRowError(`party_id: ${row.partyId} is already in line ${earlier}`);
      lineOfParty.set(row.partyId, line);
      rows.push(row);
    } catch (error) {
      if (!(error instanceof BadRowError)) throw error;
      bad.push({ line, reason: error.message });
    }
  }
  const ignoredColumns = columns.filter((name) => !COLUMNS.some((known) => known === name));
  return { rows, bad, ignoredColumns };
}

class BadRowError extends Error {}

function columnsOf(header: string): readonly string[] {
  const columns = header.split(',').map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  if (COLUMNS.every((name) => columns.filter((other) => other === name).length === 1)) return columns;
  throw new UsageError(
    `the first line of the file must have each of ${COLUMNS.join(',')} once, in any order`,
  );
}

function rowOf(content: string, columns: readonly string[], line: number): PartyRow {
  const fields = fieldsOf(content);
  if (fields.length !== columns.length) {
    throw new BadRowError(`has ${fields.length} fields, not ${columns.length}`);
  }
  const field = (name: (typeof COLUMNS)[number]) => fields[columns.indexOf(name)] ?? '';
  const password = field('password');
  if (BCRYPT_HASH.test(password)) {
    throw new BadRowError('password: is a bcrypt hash; the password itself is needed');
  }
  const partyName = field('party_name').trim();
  if (partyName === '') throw new BadRowError('party_name: is empty');
  const isAdmin = field('is_admin').trim().toLowerCase();
  if (!TRUE.includes(isAdmin) && !FALSE.includes(isAdmin)) {
    throw new BadRowError('is_admin: must be true or false');
  }
  return {
    line,
    partyId: field('party_id').trim(),
    partyName,
    password,
    isAdmin: TRUE.includes(isAdmin),
  };
}

function fieldsOf(content: string): readonly string[] {
  try {
    const records: readonly (readonly string[])[] = parse(content);
    return records[0] ?? [];
  } catch (error) {
    // The code and no more: the message may quote the password.
    if (error instanceof CsvError) throw new BadRowError(`is not CSV: ${error.code}`);
    throw error;
  }
}
