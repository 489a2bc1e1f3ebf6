import { join } from 'node:path';
import { listSnapshots, type SnapshotFile } from '../journal/snapshot-file.ts';

/** Temporary folder for the new journal of `archive` and `unarchive`. A killed command leaves it behind. */
export function archiveFolder(dataDir: string): string {
  return join(dataDir, 'archive.tmp');
}

/** Snapshots of events before the first event of the journal. Nothing reads them. */
export function listOlderSnapshots(dataDir: string, afterSequence: number): readonly SnapshotFile[] {
  return listSnapshots(dataDir).filter(({ sequence }) => sequence < afterSequence);
}
