import { resolve } from 'node:path';

/** What to do about a folder whose files another version of the exchange has written: the end of a sentence. */
export function otherVersionRemedy(folder: string): string {
  return `another version of the exchange wrote the folder ${resolve(folder)}: use that version for it, or give this one another folder`;
}
