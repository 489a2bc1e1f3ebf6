import type { Beginning } from './journal.ts';

/** Nothing was written and nothing can be at the moment; `probe` tells when that has changed. */
export class JournalUnavailableError extends Error {
  /** What stands in the way, as the storage names it, such as `SQLITE_FULL`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(`The journal cannot be written: ${message} (${code}).`);
    this.name = 'JournalUnavailableError';
    this.code = code;
  }
}

/** The batch may be in the journal or not. The process must end: recovery will see which. */
export class JournalOutcomeUnknownError extends Error {
  constructor(message: string) {
    super(`It is not known whether the journal holds the last batch: ${message}.`);
    this.name = 'JournalOutcomeUnknownError';
  }
}

/** The file is whole but not a journal that this version can use. */
export class JournalVersionError extends Error {
  readonly file: string;

  constructor(file: string, message: string) {
    super(`${file} ${message}.`);
    this.name = 'JournalVersionError';
    this.file = file;
  }
}

/** Something needs events that the journal has no longer. */
export class ArchivedError extends Error {
  constructor(what: string, { afterSequence, archive }: Beginning) {
    super(`${what}: events up to ${afterSequence} are in the archive ${archive}`);
    this.name = 'ArchivedError';
  }
}
