import { join } from 'node:path';
import type { RecordedDatabase } from '../../storage/tail-file.ts';

/** The files of a data folder's journal: the database, and the record of the last committed event. */
export function journalFiles(directory: string): RecordedDatabase {
  return { databaseFile: join(directory, 'journal.db'), tailFile: join(directory, 'journal.tail') };
}
