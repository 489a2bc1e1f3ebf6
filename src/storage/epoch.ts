import { randomInt } from 'node:crypto';

/**
 * Names a history: the number that a journal is given when it begins. A sequence counts within one epoch, so a
 * client that keeps a sequence keeps its epoch too. A journal that may go on differently than an earlier one, as after a
 * restore or a rebuild, has an epoch of its own.
 *
 * Microseconds since 1970-01-01 UTC, the last three digits at random: unique, below 2^53, and later epochs are higher.
 *
 * @param previous the epoch that this one continues, which it is above whatever the clock says; 0 for none.
 */
export function newEpoch(previous = 0): number {
  return Math.max(Date.now() * 1_000 + randomInt(1_000), previous + 1);
}
