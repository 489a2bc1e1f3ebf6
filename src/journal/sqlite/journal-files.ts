import { join } from 'node:path';

/** Where the journal of a data folder is: its database, and the record of how far it goes. */
export function journalFiles(directory: string) {
  return { databaseFile: join(directory, 'journal.db'), tailFile: join(directory, 'journal.tail') };
}
