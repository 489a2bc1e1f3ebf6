import { setTimeout as sleep } from 'node:timers/promises';

/** Someone who decides about once in a while. */
export interface Trader {
  /** Sends at most this many commands, all at once. */
  turn(commands: number): Promise<void>;
}

/** More than this in one turn would be seen as jumps. */
const MAX_COMMANDS_PER_TURN = 4;
/** Below this, the market would look as if it stood still: turns have fewer commands then. */
const MIN_BEATS_PER_SECOND = 3;

/** What was missed for longer than this is not made up for. */
const MAX_BEHIND_MS = 500;

/**
 * Gives every trader one turn at each beat, until the signal; together they send about `rate` commands a second. Commands that come
 * together share frames and a commit, and what follows from them shares messages: twenty cost little more than one.
 */
export async function takeTurns(
  traders: readonly Trader[],
  rate: number,
  signal: AbortSignal,
): Promise<void> {
  const ofEach = rate / traders.length;
  const commands = Math.min(MAX_COMMANDS_PER_TURN, Math.max(1, Math.floor(ofEach / MIN_BEATS_PER_SECOND)));
  const beatMs = (1_000 * commands) / ofEach;
  let dueMs = performance.now();
  while (!signal.aborted) {
    await Promise.all(traders.map((trader) => trader.turn(commands)));
    const nowMs = performance.now();
    dueMs = Math.max(dueMs + beatMs, nowMs - MAX_BEHIND_MS);
    // Always gives way once, so that traders that have nothing to do cannot keep all others waiting.
    await sleep(Math.max(0, dueMs - nowMs), undefined, { signal }).catch(() => {});
  }
}
