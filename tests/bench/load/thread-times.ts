import { readdirSync, readFileSync } from 'node:fs';

/** Processor time in microseconds by the name of a thread. Threads of the same name count as one. */
export type ThreadTimes = Readonly<Record<string, number>>;

/** Processor time of all threads of a process so far. Linux only. */
export function threadTimes(pid: number): ThreadTimes {
  const times: Record<string, number> = {};
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const file = (name: string) => readFileSync(`/proc/${pid}/task/${thread}/${name}`, 'utf8');
    const name = file('comm').trim();
    times[name] = (times[name] ?? 0) + Number(file('schedstat').split(' ')[0]) / 1_000;
  }
  return times;
}

export function timesSince(now: ThreadTimes, before: ThreadTimes): ThreadTimes {
  return Object.fromEntries(Object.entries(now).map(([name, us]) => [name, us - (before[name] ?? 0)]));
}

export function totalOf(times: ThreadTimes): number {
  return Object.values(times).reduce((sum, us) => sum + us, 0);
}
