import type { Beginning } from './journal.ts';

/** Nothing was written, and nothing can be written at the moment. `probe` succeeds when that has changed. */
export class JournalUnavailableError extends Error {
  /** The storage's name of the problem, such as `SQLITE_FULL`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(`The journal cannot be written: ${message} (${code}).`);
    this.name = 'JournalUnavailableError';
    this.code = code;
  }
}

/** The batch may be in the journal or not. The process must end, and recovery reads which. */
export class JournalOutcomeUnknownError extends Error {
  constructor(message: string) {
    super(`It is not known whether the journal holds the last batch: ${message}.`);
    this.name = 'JournalOutcomeUnknownError';
  }
}

/** The file is intact, but not a journal that this version can use. */
export class JournalVersionError extends Error {
  readonly file: string;

  constructor(file: string, message: string) {
    super(`${file} ${message}.`);
    this.name = 'JournalVersionError';
    this.file = file;
  }
}

/** The events that a caller needs were archived. */
export class ArchivedError extends Error {
  constructor(what: string, { afterSequence, archive }: Beginning) {
    super(`${what}: events up to ${afterSequence} are in the archive ${archive}`);
    this.name = 'ArchivedError';
  }
}
