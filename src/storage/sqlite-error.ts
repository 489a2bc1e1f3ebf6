import { DamagedError, type DamagePlace } from './damaged-error.ts';

/**
 * Primary result codes of a damaged file. SQLITE_ERROR (1) is one of them: our statements are fixed, so a statement that
 * fails to compile means that the tables are wrong.
 */
const DAMAGE: readonly number[] = [1, 11, 26];

/** Names of the primary result codes that a full or broken disk causes. */
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

/** SQLite's extended result code; undefined for other errors. */
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

/** Turns SQLite's error for a damaged file into a DamagedError, and returns any other error unchanged. */
export function asDamage(error: unknown, place: DamagePlace): unknown {
  if (!isDamage(error)) return error;
  return new DamagedError(`The database cannot be read: ${errorMessage(error)}`, place, error);
}

/** @throws DamagedError when SQLite finds the file damaged. */
export function readChecked<Result>(place: DamagePlace, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw asDamage(error, place);
  }
}

function isDamage(error: unknown): boolean {
  // The file holds an integer above 2^53, which we never write.
  if (error instanceof Error && 'code' in error && error.code === 'ERR_OUT_OF_RANGE') return true;
  const code = resultCode(error);
  return code !== undefined && DAMAGE.includes(code & 0xff);
}

/** Whether the write itself failed, so that nothing was committed. A failed sync after the write is not such an error. */
export function isWriteFailure(error: unknown): boolean {
  const code = resultCode(error);
  return code !== undefined && ((code & 0xff) === FULL || code === IO_ERROR_WRITE);
}
