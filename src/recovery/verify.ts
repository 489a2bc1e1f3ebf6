import type { StateHashes } from '../exchange/state-hash.ts';
import type { Beginning } from '../journal/journal.ts';
import { isMissing, listSnapshots, type SnapshotFile } from '../journal/snapshot-file.ts';
import { openSqliteJournalReader } from '../journal/sqlite/journal-reader.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import { JournalFold, type JournalTotals } from './journal-fold.ts';
import { restoreBeginning } from './restore-beginning.ts';
import { restoreSnapshot } from './restore-snapshot.ts';

/** The result of replaying a whole journal. */
export interface Verification extends JournalTotals {
  /** Undefined if the journal begins with event 1. */
  readonly beginning: Beginning | undefined;
  /** Number of snapshots, all of which agree with the journal. */
  readonly snapshots: number;
}

/**
 * Replays the journal of a data folder from its first event, and checks each snapshot at its event. It only reads, so it may
 * run beside an exchange. It then verifies what is committed by the time it gets there.
 *
 * @throws DamagedError with the place of the damage; ArchivedError if the snapshot is missing that the journal begins with.
 */
export function verifyDataFolder(
  directory: string,
  onProgress: (sequence: number, last: number) => void,
): Verification {
  // Listed before the journal is opened, so that the journal is not behind a snapshot, even beside a running exchange.
  const snapshots = new Map(listSnapshots(directory).map((snapshot) => [snapshot.sequence, snapshot]));
  const journal = openSqliteJournalReader(directory);
  try {
    const { beginning } = journal;
    const beginsAfter = beginning?.afterSequence ?? 0;
    const fold = new JournalFold(journal, restoreBeginning(directory, beginning));
    let checked = beginning === undefined ? 0 : 1;
    // Snapshots of archived events cannot be checked, and are never read.
    for (const sequence of snapshots.keys()) if (sequence <= beginsAfter) snapshots.delete(sequence);
    for (const batch of journal.read(beginsAfter)) {
      fold.add(batch);
      onProgress(batch.lastSequence, journal.lastSequence);
      const snapshot = snapshots.get(batch.lastSequence);
      if (snapshot === undefined) continue;
      if (isThere(snapshot, fold.hashes())) checked += 1;
      snapshots.delete(snapshot.sequence);
    }
    for (const { sequence, path } of snapshots.values()) {
      throw new DamagedError('the journal never comes to the event that the snapshot is of', {
        file: path,
        sequence,
      });
    }
    return { ...fold.totals(), beginning, snapshots: checked };
  } finally {
    journal.close();
  }
}

/**
 * Restores the snapshot and compares the hashes. False if a running exchange has removed it.
 *
 * @throws DamagedError if its state is not that of the journal.
 */
function isThere(snapshot: SnapshotFile, expected: StateHashes): boolean {
  let hashes: StateHashes;
  try {
    hashes = restoreSnapshot(snapshot);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  if (hashes.market === expected.market && hashes.clientOrderIds === expected.clientOrderIds) return true;
  throw new DamagedError('the snapshot is not what the journal comes to', {
    file: snapshot.path,
    sequence: snapshot.sequence,
  });
}
