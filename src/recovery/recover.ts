import type { EventSink } from '../domain/event-sink.ts';
import { TimedEventTee } from '../domain/event-tee.ts';
import { ExchangeState } from '../exchange/exchange-state.ts';
import type { Feeds } from '../feeds/feeds.ts';
import { decodeBatch } from '../journal/batch-decoder.ts';
import type { StoredBatch } from '../journal/journal.ts';
import { listSnapshots, putAside, type SnapshotFile } from '../journal/snapshot-file.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import { restoreFirstSound, restoreSnapshot } from './restore-snapshot.ts';

/** What recovery reads: a journal, or a reader of one. */
export interface BatchSource {
  readonly lastSequence: number;
  read(afterSequence: number): Iterable<StoredBatch>;
}

export interface RecoverOptions<Views extends Feeds | undefined> {
  /** A data folder of this process: damaged snapshots in it are put aside. */
  readonly directory: string;
  readonly journal: BatchSource;
  /** Where the recovered state writes the events of new commands. */
  readonly output: EventSink;
  /** Makes the views to fill on the way. */
  readonly createViews: () => Views;
  /**
   * With the older of the two snapshots, what has happened since then is read again: that is how long a
   * client may have been away and still resume its streams after a restart.
   */
  readonly from: 'older snapshot' | 'newer snapshot';
  /** A snapshot was damaged, and put aside; the next one is tried, or the first event. */
  readonly onDamagedSnapshot: (damage: DamagedError) => void;
}

export interface Recovered<Views extends Feeds | undefined> {
  readonly state: ExchangeState;
  readonly views: Views;
}

/**
 * The state where the journal ends: a snapshot and then the fold of every event after it. Never runs
 * matching, so yesterday's events do not depend on today's code.
 *
 * @throws DamagedError when an event is not as it was written, or the journal ends before a snapshot does.
 */
export function recover<Views extends Feeds | undefined>(options: RecoverOptions<Views>): Recovered<Views> {
  const { directory, journal, output, createViews, onDamagedSnapshot } = options;
  const blank = (sequence: number) => ({ sequence, state: new ExchangeState(output), views: createViews() });
  const restored = restoreFirstSound(
    choices(options),
    (snapshot) => {
      const from = blank(snapshot.sequence);
      restoreSnapshot(snapshot, from.views, from.state);
      return from;
    },
    (damage, snapshot) => {
      putAside(directory, snapshot);
      onDamagedSnapshot(damage);
    },
  );
  const { sequence, state, views } = restored ?? blank(0);
  const sink = new TimedEventTee(views === undefined ? [state.fold] : [views, state.fold], []);
  for (const batch of journal.read(sequence)) decodeBatch(batch.bytes, sink);
  views?.publish();
  return { state, views };
}

/** The snapshots to begin with, the best one first. */
function choices<Views extends Feeds | undefined>({
  directory,
  journal,
  from,
}: RecoverOptions<Views>): readonly SnapshotFile[] {
  const snapshots = listSnapshots(directory);
  const [older, newest] = [snapshots.at(-2), snapshots.at(-1)];
  if (newest === undefined) return [];
  if (newest.sequence > journal.lastSequence) {
    throw new DamagedError(
      `the journal ends at event ${journal.lastSequence}, but a snapshot knows event ${newest.sequence}`,
      { file: newest.path, sequence: newest.sequence },
    );
  }
  if (older === undefined) {
    // Before the only snapshot there is the first event.
    return from === 'newer snapshot' ? [newest] : [];
  }
  return from === 'newer snapshot' ? [newest, older] : [older, newest];
}
