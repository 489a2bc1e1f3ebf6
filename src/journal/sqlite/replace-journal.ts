import { existsSync, renameSync } from 'node:fs';
import { syncFolder } from '../../storage/durable-folder.ts';
import { openPrivateDatabase } from '../../storage/private-files.ts';
import { errorMessage } from '../../storage/sqlite-error.ts';
import { journalFiles } from './journal-files.ts';

/** Another process reads the journal, so it cannot be replaced. */
class JournalInUseError extends Error {
  constructor(file: string, why: string) {
    super(`${file} is in use, perhaps by a backup (${why}): try again when that has ended`);
    this.name = 'JournalInUseError';
  }
}

/**
 * Replaces a journal by a closed one that ends with the same event. A crash leaves one or the other. Both folders must be on
 * one disk, and this process must hold their locks.
 *
 * @throws Error if another process reads the journal that is to be replaced.
 */
export function replaceJournal(from: string, to: string): void {
  const { databaseFile } = journalFiles(to);
  removeLog(databaseFile);
  syncFolder(to);
  renameSync(journalFiles(from).databaseFile, databaseFile);
  syncFolder(to);
}

/** SQLite would apply the log of the old journal to the new one. */
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
