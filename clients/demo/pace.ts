import { setTimeout as sleep } from 'node:timers/promises';

/** Someone who decides about once in a while. */
export interface Trader {
  turn(): Promise<void>;
}

/** What was missed for longer than this is not made up for. */
const MAX_BEHIND_MS = 500;

/** Gives a trader so many turns a second, one after the other, until the signal. */
export async function takeTurns(trader: Trader, perSecond: number, signal: AbortSignal): Promise<void> {
  let dueMs = performance.now();
  while (!signal.aborted) {
    await trader.turn();
    const nowMs = performance.now();
    dueMs = Math.max(dueMs + 1_000 / perSecond, nowMs - MAX_BEHIND_MS);
    // Always gives way once, so that a trader that has nothing to do cannot keep all others waiting.
    await sleep(Math.max(0, dueMs - nowMs), undefined, { signal }).catch(() => {});
  }
}
