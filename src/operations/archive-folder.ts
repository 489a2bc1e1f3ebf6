import { join } from 'node:path';
import { listSnapshots, type SnapshotFile } from '../journal/snapshot-file.ts';

/** A journal is made here that takes the place of the one beside it. Whoever is killed at it leaves it behind. */
export function archiveFolder(dataDir: string): string {
  return join(dataDir, 'archive.tmp');
}

/** Snapshots from before the journal begins, which nothing reads. */
export function listOlderSnapshots(dataDir: string, afterSequence: number): readonly SnapshotFile[] {
  return listSnapshots(dataDir).filter(({ sequence }) => sequence < afterSequence);
}
