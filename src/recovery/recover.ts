import { fanOut } from '../events/fan-out.ts';
import type { FrameConsumer } from '../events/frame.ts';
import { ExchangeState } from '../exchange/exchange-state.ts';
import type { Feeds } from '../feeds/feeds.ts';
import { decodeBatch } from '../journal/batch-decoder.ts';
import type { Beginning, StoredBatch } from '../journal/journal.ts';
import { listSnapshots, putAside, type SnapshotFile } from '../journal/snapshot-file.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import { beginState, snapshotsUpTo } from './begin-state.ts';
import { restoreSnapshot } from './restore-snapshot.ts';

/** Where a journal begins and ends. */
interface JournalRange {
  readonly beginning: Beginning | undefined;
  readonly lastSequence: number;
}

/** A journal, or a reader of one. */
export interface BatchSource extends JournalRange {
  read(afterSequence: number): Iterable<StoredBatch>;
}

interface BaseOptions<Range extends JournalRange> {
  /** A data folder of this process. Damaged snapshots in it are renamed. */
  readonly directory: string;
  readonly journal: Range;
  /**
   * With the older snapshot, views have the events since then, so that clients can resume streams from there after a restart.
   */
  readonly from: 'older snapshot' | 'newer snapshot';
  /** The last event to recover, which ends a batch; by default the end of the journal. */
  readonly upTo?: number;
  /** Called for each damaged snapshot, which was renamed. The next one is tried, or the first event. */
  readonly onDamagedSnapshot: (damage: DamagedError) => void;
}

export interface RecoverOptions<Views extends Feeds | undefined> extends BaseOptions<BatchSource> {
  /** Takes the frames of new commands of the recovered state. */
  readonly output: FrameConsumer;
  /** Makes the views, which recovery fills too. */
  readonly createViews: () => Views;
}

interface RestoreViewsOptions extends BaseOptions<JournalRange> {
  readonly createViews: () => Feeds;
}

export interface Recovered<Views extends Feeds | undefined> {
  readonly state: ExchangeState;
  readonly views: Views;
}

/**
 * The state at the end of the journal: a snapshot, and the fold of all events after it. Matching does not run, so old events do
 * not depend on today's rules.
 *
 * @throws DamagedError if an event is damaged, or the journal ends before a snapshot does; ArchivedError if older events were
 * archived and no later snapshot is sound.
 */
export function recover<Views extends Feeds | undefined>(options: RecoverOptions<Views>): Recovered<Views> {
  const { journal, output, createViews, upTo = journal.lastSequence } = options;
  let sequence = 0;
  const { state, views } = beginAtSnapshot(
    options,
    () => ({ state: new ExchangeState(output), views: createViews() }),
    (snapshot, parts) => {
      restoreSnapshot(snapshot, parts.views, parts.state);
      ({ sequence } = snapshot);
    },
  );
  const sink = fanOut(views?.fold ?? {}, state.fold);
  if (sequence < upTo) {
    for (const { bytes, lastSequence } of journal.read(sequence)) {
      decodeBatch(bytes, sink);
      if (lastSequence >= upTo) break;
    }
  }
  views?.publish();
  return { state, views };
}

/** Views as of the snapshot that `recover` begins with, for a follower that takes the events after it. */
export function restoreViews(options: RestoreViewsOptions): Feeds {
  return beginAtSnapshot(options, options.createViews, (snapshot, views) => {
    restoreSnapshot(snapshot, views);
  });
}

function beginAtSnapshot<State>(
  options: BaseOptions<JournalRange>,
  create: () => State,
  restore: (snapshot: SnapshotFile, state: State) => void,
): State {
  const { directory, journal, onDamagedSnapshot } = options;
  return beginState({
    directory,
    beginning: journal.beginning,
    snapshots: choices(options),
    create,
    restore,
    onDamaged(damage, snapshot) {
      if (putAside(directory, snapshot)) onDamagedSnapshot(damage);
    },
  });
}

/** The snapshots to try, in order. */
function choices({ directory, journal, from, upTo }: BaseOptions<JournalRange>): readonly SnapshotFile[] {
  const last = listSnapshots(directory).at(-1);
  // Afterwards: a running exchange may take a snapshot meanwhile.
  const { beginning, lastSequence } = journal;
  if (last !== undefined && last.sequence > lastSequence) {
    throw new DamagedError(
      `the journal ends at event ${lastSequence}, but a snapshot knows event ${last.sequence}`,
      { file: last.path, sequence: last.sequence },
    );
  }
  const [newest, older, ...others] = snapshotsUpTo(directory, upTo ?? lastSequence, beginning);
  if (newest === undefined) return [];
  if (older === undefined) {
    // With one snapshot only, the older beginning is the first event, unless it was archived.
    return from === 'newer snapshot' || beginning !== undefined ? [newest] : [];
  }
  return from === 'newer snapshot' ? [newest, older, ...others] : [older, newest, ...others];
}
