import { fanOut } from '../events/fan-out.ts';
import type { FrameConsumer } from '../events/frame.ts';
import { ExchangeState } from '../exchange/exchange-state.ts';
import type { Feeds } from '../feeds/feeds.ts';
import { decodeBatch } from '../journal/batch-decoder.ts';
import type { Beginning, StoredBatch } from '../journal/journal.ts';
import { ArchivedError } from '../journal/journal-errors.ts';
import { listSnapshots, putAside, type SnapshotFile } from '../journal/snapshot-file.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import { restoreFirstSound, restoreSnapshot } from './restore-snapshot.ts';

/** A journal, or a reader of one. */
export interface BatchSource {
  readonly beginning: Beginning | undefined;
  readonly lastSequence: number;
  read(afterSequence: number): Iterable<StoredBatch>;
}

interface SourceOptions {
  /** A data folder that this process owns. Damaged snapshots in it are renamed. */
  readonly directory: string;
  readonly journal: BatchSource;
  /**
   * With the older snapshot, recovery reads the events since then, so that clients can resume streams from there after a
   * restart.
   */
  readonly from: 'older snapshot' | 'newer snapshot';
  /** The last event to recover, which ends a batch; by default the end of the journal. */
  readonly upTo?: number;
  /** Called for each damaged snapshot, which was renamed. The next one is tried, or the first event. */
  readonly onDamagedSnapshot: (damage: DamagedError) => void;
}

export interface RecoverOptions<Views extends Feeds | undefined> extends SourceOptions {
  /** Takes the frames of new commands of the recovered state. */
  readonly output: FrameConsumer;
  /** Makes the views, which recovery fills too. */
  readonly createViews: () => Views;
}

interface RecoverViewsOptions extends SourceOptions {
  readonly createViews: () => Feeds;
}

export interface Recovered<Views extends Feeds | undefined> {
  readonly state: ExchangeState;
  readonly views: Views;
}

/** What a recovery fills. */
interface Parts {
  readonly state: ExchangeState | undefined;
  readonly views: Feeds | undefined;
}

/**
 * The state at the end of the journal: a snapshot, and the fold of all events after it. Matching does not run, so old events do
 * not depend on today's rules.
 *
 * @throws DamagedError if an event is damaged, or the journal ends before a snapshot does; ArchivedError if older events were
 * archived and no later snapshot is sound.
 */
export function recover<Views extends Feeds | undefined>(options: RecoverOptions<Views>): Recovered<Views> {
  const { output, createViews } = options;
  return recoverParts(options, () => ({ state: new ExchangeState(output), views: createViews() }));
}

/** The views alone, as `recover` does. */
export function recoverViews(options: RecoverViewsOptions): Feeds {
  const { createViews } = options;
  return recoverParts(options, () => ({ state: undefined, views: createViews() })).views;
}

/** @param create makes empty parts: a damaged snapshot leaves a part of itself in those that it was restored into. */
function recoverParts<Filled extends Parts>(options: SourceOptions, create: () => Filled): Filled {
  const { directory, journal, onDamagedSnapshot } = options;
  const { upTo = journal.lastSequence } = options;
  const restored = restoreFirstSound(
    choices(options),
    (snapshot) => {
      const parts = create();
      restoreSnapshot(snapshot, parts.views, parts.state);
      return { sequence: snapshot.sequence, parts };
    },
    (damage, snapshot) => {
      putAside(directory, snapshot);
      onDamagedSnapshot(damage);
    },
  );
  if (restored === undefined && journal.beginning !== undefined) {
    throw new ArchivedError(
      `${directory} has no sound snapshot of event ${journal.beginning.afterSequence} or later: copy that of the archive to its folder snapshots`,
      journal.beginning,
    );
  }
  const { sequence, parts } = restored ?? { sequence: 0, parts: create() };
  const { state, views } = parts;
  const sink = fanOut(views?.fold ?? {}, state?.fold ?? {});
  if (sequence < upTo) {
    for (const { bytes, lastSequence } of journal.read(sequence)) {
      decodeBatch(bytes, sink);
      if (lastSequence >= upTo) break;
    }
  }
  views?.publish();
  return parts;
}

/** The snapshots to try, in order. */
function choices({
  directory,
  journal,
  from,
  upTo = journal.lastSequence,
}: SourceOptions): readonly SnapshotFile[] {
  const beginsAfter = journal.beginning?.afterSequence ?? 0;
  const all = listSnapshots(directory);
  const last = all.at(-1);
  if (last !== undefined && last.sequence > journal.lastSequence) {
    throw new DamagedError(
      `the journal ends at event ${journal.lastSequence}, but a snapshot knows event ${last.sequence}`,
      { file: last.path, sequence: last.sequence },
    );
  }
  // Snapshots of archived events may not be removed yet.
  const snapshots = all.filter(({ sequence }) => sequence >= beginsAfter && sequence <= upTo);
  const [older, newest] = [snapshots.at(-2), snapshots.at(-1)];
  if (newest === undefined) return [];
  if (older === undefined) {
    // With one snapshot only, the older beginning is the first event, unless it was archived.
    return from === 'newer snapshot' || journal.beginning !== undefined ? [newest] : [];
  }
  const others = snapshots.slice(0, -2).reverse();
  return from === 'newer snapshot' ? [newest, older, ...others] : [older, newest, ...others];
}
