import { execFileSync } from 'node:child_process';
import { threadsOf } from './thread-times.ts';

/** Numbers of cores. A thread that is measured has the first for itself. */
const ALONE = '0';
const SHARED = '1';

/** Runs all threads of processes on one core, and those of one name in the first of them on another. Linux only. */
export function pinAlone(name: string, pids: readonly [server: number, ...others: number[]]): void {
  for (const pid of pids) taskset('-acp', SHARED, String(pid));
  const [server] = pids;
  const threads = threadsOf(server).filter((thread) => thread.name === name);
  if (threads.length === 0) throw new Error(`process ${server} has no thread ${name}`);
  for (const { id } of threads) taskset('-cp', ALONE, id);
}

function taskset(...options: string[]): void {
  execFileSync('taskset', options, { stdio: 'ignore' });
}
