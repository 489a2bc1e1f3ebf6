import { readdirSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { getPriority, setPriority } from 'node:os';

/** The lowest priority. */
const LOWEST = 19;

/**
 * Gives this thread the lowest priority, so that its work does not delay orders on a machine with few cores. Only Linux
 * has priorities per thread; elsewhere this does nothing.
 *
 * @param directory any existing one. The thread pool that Node shares for file access inherits the priority of the thread
 * that uses it first, so this function uses it before it lowers the priority.
 */
export async function lowerThreadPriority(directory: string): Promise<void> {
  await access(directory);
  if (process.platform === 'linux') setPriority(Math.max(LOWEST, getPriority()));
}

/**
 * Gives threads with a lowered priority the normal one again. The process waits for them when it ends, and on a busy
 * machine they would need minutes for milliseconds of work. Where the operating system forbids it, nothing changes.
 */
export function restoreThreadPriorities(): void {
  if (process.platform !== 'linux') return;
  const usual = getPriority();
  for (const thread of readdirSync('/proc/self/task').map(Number)) {
    try {
      if (getPriority(thread) > usual) setPriority(thread, usual);
    } catch (error) {
      // The thread has ended, or the system forbids a higher priority.
      if (!isRefused(error)) throw error;
    }
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR';
}
