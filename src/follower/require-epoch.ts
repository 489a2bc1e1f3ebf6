export const OTHER_HISTORY = 'it was written from another history than this one';

interface OfEpoch {
  readonly epoch: number;
}

/**
 * Checks that a follower and its journal are of one history.
 *
 * @param whose begins the message, such as `the core has events`.
 * @throws Error when they are not.
 */
export function requireEpoch(journal: OfEpoch, epoch: number, whose: string): void {
  if (epoch === journal.epoch) return;
  throw new Error(`${whose} of epoch ${epoch}, the journal is of epoch ${journal.epoch}: ${OTHER_HISTORY}`);
}
