import { join } from 'node:path';

/** Where a journal is made, in the data folder that it is for. Whoever is killed at it leaves it behind. */
export function rebuildFolder(directory: string): string {
  return join(directory, 'rebuild.tmp');
}
