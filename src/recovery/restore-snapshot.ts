import { ExchangeState } from '../exchange/exchange-state.ts';
import { HASH_VERSION, hashesOf, type StateHashes } from '../exchange/state-hash.ts';
import { readSnapshot, type SnapshotFile } from '../journal/snapshot-file.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import { restoreChunk, type SnapshotTarget } from './snapshot-content.ts';

/** A view that a snapshot is restored into, in addition to the state that checks it. */
interface SnapshotView extends SnapshotTarget {
  /** Begins the restore of the state after this event. */
  beginRestore(sequence: number, timeNs: bigint): void;
  endRestore?(sequence: number, timeNs: bigint): void;
}

/**
 * Restores what a snapshot holds.
 *
 * @returns the hashes of the restored state.
 * @throws DamagedError if the file is damaged, or the restored state does not have the stored hashes. `view` and `state` then
 * have a part of the snapshot.
 */
export function restoreSnapshot(
  { path }: SnapshotFile,
  view?: SnapshotView,
  state = new ExchangeState({}),
): StateHashes {
  const { header, chunks } = readSnapshot(path);
  const sequence = Number(header.sequence);
  view?.beginRestore(sequence, header.timeNs);
  try {
    for (const chunk of chunks) restoreChunk(chunk, state, view);
  } catch (error) {
    if (error instanceof RangeError) throw new DamagedError(error.message, { file: path });
    throw error;
  }
  view?.endRestore?.(sequence, header.timeNs);
  state.engine.restoreCounters(Number(header.lastOrderId), Number(header.lastTradeId));
  const hashes = hashesOf(state);
  // Hashes of another version cover other parts of the state and cannot be compared.
  if (header.hashVersion !== HASH_VERSION) return hashes;
  if (
    hashes.market !== Buffer.from(header.stateHash).toString('hex') ||
    hashes.clientOrderIds !== Buffer.from(header.clientOrderIdsHash).toString('hex')
  ) {
    throw new DamagedError('the state of the snapshot does not have the hash that it was stored with', {
      file: path,
      sequence,
    });
  }
  return hashes;
}

/**
 * The result of the first sound snapshot; undefined if there is none.
 *
 * @param restore begins with empty views each time, because a damaged snapshot leaves a part of itself in them.
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

/** Whether a file is gone. The thread that takes snapshots may remove old ones at any time. */
export function wasRemoved(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
