import { existsSync, renameSync } from 'node:fs';
import { syncFolder } from '../../storage/durable-folder.ts';
import { openPrivateDatabase } from '../../storage/private-files.ts';
import { errorMessage } from '../../storage/sqlite-error.ts';
import { journalFiles } from './journal-files.ts';

/** Somebody reads the journal, which therefore cannot be replaced. */
class JournalInUseError extends Error {
  constructor(file: string, why: string) {
    super(`${file} is in use, perhaps by a backup (${why}): try again when that has ended`);
    this.name = 'JournalInUseError';
  }
}

/**
 * Puts a closed journal in place of another one that ends with the same event: a crash leaves the one or the other. Both folders
 * must be on one disk and be this process's own.
 *
 * @throws Error when somebody reads the journal that is replaced.
 */
export function replaceJournal(from: string, to: string): void {
  const { databaseFile } = journalFiles(to);
  removeLog(databaseFile);
  syncFolder(to);
  renameSync(journalFiles(from).databaseFile, databaseFile);
  syncFolder(to);
}

/** SQLite would take the log of the old journal for one of the new. */
function removeLog(file: string): void {
  const database = openPrivateDatabase(file);
  try {
    database.exec('PRAGMA journal_mode = DELETE');
  } catch (error) {
    throw new JournalInUseError(file, errorMessage(error));
  } finally {
    database.close();
  }
  if (existsSync(`${file}-wal`)) throw new JournalInUseError(file, 'its log is still there');
}
