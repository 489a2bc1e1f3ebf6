import { ExchangeState } from '../exchange/exchange-state.ts';
import type { Beginning } from '../journal/journal.ts';
import { ArchivedError } from '../journal/journal-errors.ts';
import { listSnapshots, type SnapshotFile } from '../journal/snapshot-file.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import { restoreSnapshot } from './restore-snapshot.ts';

/**
 * The state before the first event of a journal: empty, or the state at the end of its archive.
 *
 * @throws ArchivedError if the snapshot of that state is missing, and DamagedError if it is damaged.
 */
export function restoreBeginning(directory: string, beginning: Beginning | undefined): ExchangeState {
  const state = new ExchangeState({});
  if (beginning === undefined) return state;
  const snapshot = firstSnapshot(directory, beginning);
  const { market, clientOrderIds } = restoreSnapshot(snapshot, undefined, state);
  const expected = beginning.hashes;
  if (market === expected.market && clientOrderIds === expected.clientOrderIds) return state;
  throw new DamagedError('the snapshot is not what the journal begins with', {
    file: snapshot.path,
    sequence: snapshot.sequence,
  });
}

/** @throws ArchivedError if it is missing. */
export function firstSnapshot(directory: string, beginning: Beginning): SnapshotFile {
  const { afterSequence } = beginning;
  const snapshot = listSnapshots(directory).find(({ sequence }) => sequence === afterSequence);
  if (snapshot !== undefined) return snapshot;
  throw new ArchivedError(
    `the snapshot of event ${afterSequence}, with which the journal begins, is missing: copy it from snapshots in the archive to snapshots in ${directory}`,
    beginning,
  );
}
