import { randomInt } from 'node:crypto';

/**
 * Makes the number that identifies the history in a new journal. Sequences count within one epoch, so a client stores both.
 * A restore or a rebuild may continue differently than the first journal did, so it gets a new epoch.
 *
 * The number is microseconds since 1970-01-01 UTC with three random last digits. It is below 2^53 and grows with time.
 *
 * @param previous epoch that the new one replaces; 0 for none. The new one is higher even if the clock was set back.
 */
export function newEpoch(previous = 0): number {
  return Math.max(Date.now() * 1_000 + randomInt(1_000), previous + 1);
}
