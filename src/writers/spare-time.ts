import { availableParallelism } from 'node:os';
import { type EventLoopUtilization, performance } from 'node:perf_hooks';

/** Long enough for a meaningful measurement, and rare enough for an idle thread to sleep. */
const CHECK_MS = 250;
/** A thread that works more than this part of its time is busy: a burst would take all of it. */
const BUSY_ABOVE = 0.6;
/** Below this part it is free again. In between nothing changes. */
const FREE_BELOW = 0.35;
/** With this many cores, writers have one of their own. */
const ENOUGH_CORES = 4;

/** The work of some threads since their starts, always of the same ones in the same order; undefined for one that does not run. */
export type Load = () => readonly (EventLoopUtilization | undefined)[];

/**
 * Calls back when the busiest of some threads becomes busy, and when it is free again. With many cores it never does, because writers
 * take no time of these threads then.
 */
export function watchSpareTime(
  load: Load,
  onChange: (isBusy: boolean) => void,
  cores = availableParallelism(),
): Disposable {
  if (cores >= ENOUGH_CORES) return { [Symbol.dispose]() {} };
  let before = load();
  let isBusy = false;
  const timer = setInterval(() => {
    const now = load();
    const utilization = Math.max(0, ...now.map((each, index) => since(before[index], each)));
    before = now;
    if (isBusy ? utilization >= FREE_BELOW : utilization <= BUSY_ABOVE) return;
    isBusy = !isBusy;
    onChange(isBusy);
  }, CHECK_MS);
  timer.unref();
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
    },
  };
}

/** The part of its time that a thread has worked between two measurements; 0 if it has not run all the time. */
function since(before: EventLoopUtilization | undefined, now: EventLoopUtilization | undefined): number {
  if (before === undefined || now === undefined || now.active < before.active) return 0;
  return performance.eventLoopUtilization(now, before).utilization;
}
