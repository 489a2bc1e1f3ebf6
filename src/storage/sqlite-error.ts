import { DamagedError, type DamagePlace } from './damaged-error.ts';

/**
 * Primary result codes that say that the file itself is wrong. Our statements never change,
 * so one that SQLite does not understand meets tables that are not as they were made.
 */
const DAMAGE: readonly number[] = [1, 11, 26];

/** A name for each primary result code that a full or broken disk causes. */
const NAMES: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  26: 'SQLITE_NOTADB',
};

const FULL = 13;
const IO_ERROR_WRITE = 10 | (3 << 8);

/** SQLite's extended result code, when SQLite threw the error. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

export function errorName(error: unknown): string {
  const code = resultCode(error);
  if (code !== undefined) return NAMES[code & 0xff] ?? `SQLITE_${code}`;
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}

export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What SQLite says about a damaged file, as the journal's own error; any other error as it is. */
export function asDamage(error: unknown, place: DamagePlace): unknown {
  if (!saysDamaged(error)) return error;
  return new DamagedError(`The database cannot be read: ${errorMessage(error)}`, place, error);
}

export function readChecked<Result>(place: DamagePlace, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw asDamage(error, place);
  }
}

function saysDamaged(error: unknown): boolean {
  // A number that nobody has written.
  if (error instanceof Error && 'code' in error && error.code === 'ERR_OUT_OF_RANGE') return true;
  const code = resultCode(error);
  return code !== undefined && DAMAGE.includes(code & 0xff);
}

/** Whether writing itself failed, and not what comes after it. */
export function saysNotWritten(error: unknown): boolean {
  const code = resultCode(error);
  return code !== undefined && ((code & 0xff) === FULL || code === IO_ERROR_WRITE);
}
