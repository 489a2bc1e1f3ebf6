import { isMissing, readSnapshot, type SnapshotFile } from '../journal/snapshot-file.ts';
import { snapshotsUpTo } from '../recovery/begin-state.ts';
import { openOrders } from '../recovery/snapshot-content.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import type { ExecutionSink } from './execution-sink.ts';

/**
 * Restores the party's orders as of the nearest sound snapshot at or before an event, a step at a time. Without such a snapshot, the
 * sink begins with the first event.
 */
export function* restoreOrders(directory: string, sequence: number, sink: ExecutionSink): Generator<void> {
  for (const snapshot of snapshotsUpTo(directory, sequence)) {
    if (yield* isRestored(snapshot, sink)) return;
  }
  sink.restored(0);
}

/** False for a snapshot that is damaged, which recovery reports, or that was removed meanwhile. */
function* isRestored({ path, sequence }: SnapshotFile, sink: ExecutionSink): Generator<void, boolean> {
  try {
    sink.restored(sequence);
    for (const chunk of readSnapshot(path).chunks) {
      for (const order of openOrders(chunk, sink.partyNumber)) sink.restoreOpenOrder(order);
      yield;
    }
    return true;
  } catch (error) {
    if (isMissing(error) || error instanceof DamagedError) return false;
    throw error;
  }
}
