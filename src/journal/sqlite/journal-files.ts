import { join } from 'node:path';
import type { RecordedDatabase } from '../../storage/tail-file.ts';

/** Where the journal of a data folder is: its database, and the record of its last committed event. */
export function journalFiles(directory: string): RecordedDatabase {
  return { databaseFile: join(directory, 'journal.db'), tailFile: join(directory, 'journal.tail') };
}
