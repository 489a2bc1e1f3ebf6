import { join } from 'node:path';

/** Where the credentials of a data folder are: their database, and the record of how far it goes. */
export function credentialsFiles(dataDir: string) {
  return { databaseFile: join(dataDir, 'credentials.db'), tailFile: join(dataDir, 'credentials.tail') };
}
