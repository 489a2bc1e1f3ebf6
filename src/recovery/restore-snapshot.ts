import { QuietSink } from '../domain/quiet-sink.ts';
import { ExchangeState } from '../exchange/exchange-state.ts';
import { hashesOf, type StateHashes } from '../exchange/state-hash.ts';
import { readSnapshot, type SnapshotFile } from '../journal/snapshot-file.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import { restoreChunk, type SnapshotTarget } from './snapshot-content.ts';

/** Something that a snapshot is put back into, beside the state that it is checked by. */
interface SnapshotView extends SnapshotTarget {
  /** What is put back next is the state after this event. */
  restored(sequence: number, timeNs: bigint): void;
}

/**
 * Puts back what a snapshot holds.
 *
 * @returns the hashes of the state that it comes to.
 * @throws DamagedError when it is not as it was written, or does not come to the hashes that it was stored with. What it
 * was put back into then holds a part of it.
 */
export function restoreSnapshot(
  { path }: SnapshotFile,
  view?: SnapshotView,
  state = new ExchangeState(new QuietSink()),
): StateHashes {
  const { header, chunks } = readSnapshot(path);
  view?.restored(Number(header.sequence), header.timeNs);
  try {
    for (const chunk of chunks) restoreChunk(chunk, state, view);
  } catch (error) {
    if (error instanceof RangeError) throw new DamagedError(error.message, { file: path });
    throw error;
  }
  state.engine.restoreCounters(Number(header.lastOrderId), Number(header.lastTradeId));
  const hashes = hashesOf(state);
  if (
    hashes.market !== Buffer.from(header.stateHash).toString('hex') ||
    hashes.clientOrderIds !== Buffer.from(header.clientOrderIdsHash).toString('hex')
  ) {
    throw new DamagedError('the state of the snapshot does not have the hash that it was stored with', {
      file: path,
      sequence: Number(header.sequence),
    });
  }
  return hashes;
}

/**
 * What the first of these snapshots comes to that is not damaged; undefined when there is none.
 *
 * @param restore begins with empty views for each: a damaged snapshot leaves a part of itself in them.
 */
export function restoreFirstSound<Restored>(
  snapshots: readonly SnapshotFile[],
  restore: (snapshot: SnapshotFile) => Restored,
  onDamaged: (damage: DamagedError, snapshot: SnapshotFile) => void,
): Restored | undefined {
  for (const snapshot of snapshots) {
    try {
      return restore(snapshot);
    } catch (error) {
      if (error instanceof DamagedError) onDamaged(error, snapshot);
      else if (!wasRemoved(error)) throw error;
    }
  }
  return undefined;
}

/** The thread that takes snapshots removes old ones at any moment. */
export function wasRemoved(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
