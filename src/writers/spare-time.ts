import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';

/** Long enough for a meaningful measurement, and rare enough for an idle thread to sleep. */
const CHECK_MS = 250;
/** A thread that works more than this part of its time is busy: a burst would take all of it. */
const BUSY_ABOVE = 0.6;
/** Below this part it is free again. In between nothing changes. */
const FREE_BELOW = 0.35;
/** With this many cores, writers have one of their own. */
const ENOUGH_CORES = 4;

/**
 * Calls back when this thread becomes busy, and when it is free again. With many cores it never does, because writers take no time
 * of this thread then.
 */
export function watchSpareTime(
  onChange: (isBusy: boolean) => void,
  cores = availableParallelism(),
): Disposable {
  if (cores >= ENOUGH_CORES) return { [Symbol.dispose]() {} };
  let before = performance.eventLoopUtilization();
  let isBusy = false;
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
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
