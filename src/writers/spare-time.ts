import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';

/** Long enough for a share of busy time to mean something, and few enough checks for an idle thread to sleep. */
const CHECK_MS = 250;
/** A thread that works for more than this part of its time has none to spare: when much comes at once, it works all of it. */
const BUSY_ABOVE = 0.6;
/** And below this it has some again. In between it stays as it was. */
const FREE_BELOW = 0.35;
/** With so many cores there is one for whoever copies what happened. */
const ENOUGH_CORES = 4;

/**
 * Tells when this thread has no time to spare any more, and when it has some again, on a machine with so few cores that
 * others would take it away.
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
