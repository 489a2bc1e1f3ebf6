import { join } from 'node:path';

/** The files of the credentials in a data folder: the database, and the record of its last change. */
export function credentialsFiles(dataDir: string) {
  return { databaseFile: join(dataDir, 'credentials.db'), tailFile: join(dataDir, 'credentials.tail') };
}
