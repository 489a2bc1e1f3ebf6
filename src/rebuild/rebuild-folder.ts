import { join } from 'node:path';

/** The journal is made here, inside its data folder, and then moved. A rebuild that is killed leaves it behind. */
export function rebuildFolder(directory: string): string {
  return join(directory, 'rebuild.tmp');
}
