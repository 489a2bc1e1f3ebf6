import { access } from 'node:fs/promises';
import { getPriority, setPriority } from 'node:os';

/** Of 20 steps below the usual, the last. A process that is as low already stays so: to go up takes a privilege. */
const LAST = 19;

/**
 * Lets this thread have the processor only when nobody else wants it: where there are few cores, what it does can wait. Linux
 * alone has priorities for single threads. Threads that the process shares for its files begin with the priority of whoever
 * needs them first, so they are needed before that.
 *
 * @param directory any that is there.
 */
export async function giveWayToOthers(directory: string): Promise<void> {
  await access(directory);
  if (process.platform === 'linux') setPriority(Math.max(LAST, getPriority()));
}
