import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';

const CHECK_MS = 250;
/** A thread that waits for less than a third of its time has none to spare: when much comes at once, it has none at all. */
const BUSY = 0.7;
/** How much the latest check counts: a moment tells little. */
const WEIGHT = 0.3;
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
  let average = 0;
  let isBusy = false;
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    average += (utilization - average) * WEIGHT;
    if (average > BUSY === isBusy) return;
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
