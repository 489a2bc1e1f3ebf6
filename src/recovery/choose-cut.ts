import { decodeBatch } from '../journal/batch-decoder.ts';
import type { StoredBatch } from '../journal/journal.ts';

interface Limits {
  /** Only what happened before this: nanoseconds since 1970-01-01 UTC. */
  readonly beforeNs: bigint;
  /** The last event that may be cut off. */
  readonly upTo: number;
}

/**
 * Up to which event a journal can be cut off: the last one of a batch, for batches stay whole. Undefined when its first batch has
 * to stay.
 *
 * @param batches from where the journal begins.
 */
export function chooseCut(batches: Iterable<StoredBatch>, { beforeNs, upTo }: Limits): number | undefined {
  let cut: number | undefined;
  for (const { bytes, lastSequence } of batches) {
    if (lastSequence > upTo) break;
    if (decodeBatch(bytes, {}).lastTimeNs >= beforeNs) break;
    cut = lastSequence;
  }
  return cut;
}
