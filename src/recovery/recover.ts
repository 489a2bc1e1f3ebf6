import type { EventSink, TimedEventSink } from '../domain/event-sink.ts';
import { TimedEventTee } from '../domain/event-tee.ts';
import { QuietSink } from '../domain/quiet-sink.ts';
import { ExchangeState } from '../exchange/exchange-state.ts';
import { stateHash } from '../exchange/state-hash.ts';
import type { Feeds } from '../feeds/feeds.ts';
import { decodeBatch } from '../journal/batch-decoder.ts';
import type { StoredBatch } from '../journal/journal.ts';
import { listSnapshots, readSnapshot, type SnapshotFile } from '../journal/snapshot-file.ts';
import { DamagedError } from '../storage/damaged-error.ts';
import { restoreChunk, type SnapshotTarget } from './snapshot-content.ts';

/** What recovery reads: a journal, or a reader of one. */
export interface BatchSource {
  readonly lastSequence: number;
  read(afterSequence: number): Iterable<StoredBatch>;
}

export interface RecoverOptions {
  readonly directory: string;
  readonly journal: BatchSource;
  /** Where the recovered state writes the events of new commands. */
  readonly output: EventSink;
  /** The views to fill on the way. */
  readonly feeds: Feeds | undefined;
  /**
   * With the older of the two snapshots, what has happened since then is read again: that is how long a
   * client may have been away and still resume its streams after a restart.
   */
  readonly from: 'older snapshot' | 'newer snapshot';
}

/**
 * The state where the journal ends: a snapshot and then the fold of every event after it. Never runs
 * matching, so yesterday's events do not depend on today's code.
 *
 * @throws DamagedError when anything stored is not as it was written.
 */
export function recover(options: RecoverOptions): ExchangeState {
  const { journal, feeds, output } = options;
  const state = new ExchangeState(output);
  const snapshot = chooseSnapshot(options);
  if (snapshot !== undefined) restore(snapshot, feeds, state);
  const sink: TimedEventSink = new TimedEventTee(feeds === undefined ? [] : [feeds], [state.fold]);
  for (const batch of journal.read(snapshot?.sequence ?? 0)) decodeBatch(batch.bytes, sink);
  feeds?.publish();
  return state;
}

function chooseSnapshot({ directory, journal, from }: RecoverOptions): SnapshotFile | undefined {
  const snapshots = listSnapshots(directory);
  const newest = snapshots.at(-1);
  if (newest !== undefined && newest.sequence > journal.lastSequence) {
    throw new DamagedError(
      `the journal ends at event ${journal.lastSequence}, but a snapshot knows event ${newest.sequence}`,
      { file: newest.path, sequence: newest.sequence },
    );
  }
  // Before the only snapshot there is the first event.
  return from === 'newer snapshot' ? newest : snapshots.at(-2);
}

/** Something that a snapshot is put back into, beside the state that it is checked by. */
interface SnapshotView extends SnapshotTarget {
  /** What is put back next is the state after this event. */
  restored(sequence: number, timeNs: bigint): void;
}

/**
 * Puts back what a snapshot holds.
 *
 * @returns the hash of the state that it comes to.
 * @throws DamagedError when it is not as it was written, or does not come to the hash that it was stored with.
 */
export function restore(
  { path }: SnapshotFile,
  view?: SnapshotView,
  state = new ExchangeState(new QuietSink()),
): string {
  const { header, chunks } = readSnapshot(path);
  const targets = view === undefined ? [state] : [state, view];
  view?.restored(Number(header.sequence), header.timeNs);
  for (const chunk of chunks) restoreChunk(chunk, targets);
  state.engine.restoreCounters(Number(header.lastOrderId), Number(header.lastTradeId));
  const hash = stateHash(state.engine);
  if (hash !== Buffer.from(header.stateHash).toString('hex')) {
    throw new DamagedError('the state of the snapshot does not have the hash that it was stored with', {
      file: path,
      sequence: Number(header.sequence),
    });
  }
  return hash;
}
