import { decodeBatch } from '../journal/batch-decoder.ts';
import type { StoredBatch } from '../journal/journal.ts';

interface Limits {
  /** Only events up to this time may be cut off: nanoseconds since 1970-01-01 UTC. */
  readonly untilNs: bigint;
  /** The last event that may be cut off. */
  readonly upTo: number;
}

/**
 * The last event that can be cut off a journal. It ends a batch, because batches are not divided. Undefined if the first batch
 * has to stay.
 *
 * @param batches all batches of the journal, in order.
 */
export function chooseCut(batches: Iterable<StoredBatch>, { untilNs, upTo }: Limits): number | undefined {
  let cut: number | undefined;
  for (const { bytes, lastSequence } of batches) {
    if (lastSequence > upTo) break;
    if (decodeBatch(bytes, {}).lastTimeNs > untilNs) break;
    cut = lastSequence;
  }
  return cut;
}
