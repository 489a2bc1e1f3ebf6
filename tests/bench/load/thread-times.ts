import { readdirSync, readFileSync } from 'node:fs';

/** Processor time in microseconds by the name of a thread. Threads of the same name count as one. */
export type ThreadTimes = Readonly<Record<string, number>>;

interface ThreadOfProcess {
  readonly id: string;
  readonly name: string;
}

/** Linux only. */
export function threadsOf(pid: number): readonly ThreadOfProcess[] {
  return readdirSync(`/proc/${pid}/task`).map((id) => ({
    id,
    name: readFileSync(`/proc/${pid}/task/${id}/comm`, 'utf8').trim(),
  }));
}

/** Processor time of all threads of a process so far. Linux only. */
export function threadTimes(pid: number): ThreadTimes {
  const times: Record<string, number> = {};
  for (const { id, name } of threadsOf(pid)) {
    const schedule = readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8');
    times[name] = (times[name] ?? 0) + Number(schedule.split(' ')[0]) / 1_000;
  }
  return times;
}

export function timesSince(now: ThreadTimes, before: ThreadTimes): ThreadTimes {
  return Object.fromEntries(Object.entries(now).map(([name, us]) => [name, us - (before[name] ?? 0)]));
}

export function totalOf(times: ThreadTimes): number {
  return Object.values(times).reduce((sum, us) => sum + us, 0);
}
