import type { Beginning } from '../journal/journal.ts';
import { ArchivedError } from '../journal/journal-errors.ts';
import { isMissing, listSnapshots, type SnapshotFile } from '../journal/snapshot-file.ts';
import { DamagedError } from '../storage/damaged-error.ts';

interface BeginOptions<State> {
  /** The data folder. */
  readonly directory: string;
  /** As `Journal.beginning`. */
  readonly beginning: Beginning | undefined;
  /** To try, in order. */
  readonly snapshots: readonly SnapshotFile[];
  /** Makes empty state: a damaged snapshot leaves a part of itself in what it was restored into. */
  readonly create: () => State;
  /** @throws DamagedError */
  readonly restore: (snapshot: SnapshotFile, state: State) => void;
  readonly onDamaged: (damage: DamagedError, snapshot: SnapshotFile) => void;
}

/**
 * The state that a fold of the journal begins with: that of the first sound snapshot, or the empty state before event 1.
 *
 * @throws ArchivedError if no snapshot is sound and event 1 was archived.
 */
export function beginState<State>(options: BeginOptions<State>): State {
  const { directory, beginning, snapshots, create, restore, onDamaged } = options;
  for (const snapshot of snapshots) {
    const state = create();
    try {
      restore(snapshot, state);
      return state;
    } catch (error) {
      if (error instanceof DamagedError) onDamaged(error, snapshot);
      else if (!isMissing(error)) throw error;
    }
  }
  if (beginning === undefined) return create();
  throw new ArchivedError(
    `${directory} has no sound snapshot of event ${beginning.afterSequence} or later: copy that of the archive to its folder snapshots`,
    beginning,
  );
}

/** The snapshots at or before an event, the newest first, without those from which the journal does not go on. */
export function snapshotsUpTo(directory: string, upTo: number, beginning?: Beginning): SnapshotFile[] {
  const from = beginning?.afterSequence ?? 0;
  return listSnapshots(directory)
    .filter(({ sequence }) => sequence >= from && sequence <= upTo)
    .reverse();
}
