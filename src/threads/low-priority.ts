import { readdirSync } from 'node:fs';
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

/**
 * Threads that gave way have the processor like all others again: the process is to end, and waits for them. On a busy machine they
 * would need minutes for what takes them milliseconds. Where the operating system does not allow it, they stay as they are.
 */
export function endGivingWay(): void {
  if (process.platform !== 'linux') return;
  const usual = getPriority();
  for (const thread of readdirSync('/proc/self/task').map(Number)) {
    try {
      if (getPriority(thread) > usual) setPriority(thread, usual);
    } catch (error) {
      // One has ended meanwhile, or may not go up.
      if (!isRefused(error)) throw error;
    }
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR';
}
