/** Primary result codes that say that the file itself is wrong. */
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

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

export function saysDamaged(error: unknown): boolean {
  const code = resultCode(error);
  return code !== undefined && ((code & 0xff) === CORRUPT || (code & 0xff) === NOT_A_DATABASE);
}

/** Whether writing itself failed, and not what comes after it. */
export function saysNotWritten(error: unknown): boolean {
  const code = resultCode(error);
  return code !== undefined && ((code & 0xff) === FULL || code === IO_ERROR_WRITE);
}
