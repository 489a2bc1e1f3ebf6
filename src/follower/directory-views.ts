import { Directory } from '../directory/directory.ts';
import type { Clock } from '../domain/clock.ts';
import { fanOut } from '../events/fan-out.ts';
import type { FrameConsumer } from '../events/frame.ts';
import { type ClockKind, openClock } from '../exchange/open-clock.ts';
import { Head } from '../feeds/head.ts';
import { beginState, snapshotsUpTo } from '../recovery/begin-state.ts';
import { restoreDirectory } from '../recovery/restore-snapshot.ts';
import type { CommittedBatches } from './committed-batches.ts';
import type { FollowingViews } from './core-follower.ts';

/** Views for a thread that needs no orders: the instruments, the parties and the time. */
export class DirectoryViews implements FollowingViews {
  readonly epoch: number;
  readonly clock: Clock;
  readonly directory = new Directory();
  readonly fold: FrameConsumer;
  readonly #head = new Head();

  private constructor(epoch: number, clock: Clock & FrameConsumer) {
    this.epoch = epoch;
    this.clock = clock;
    this.fold = fanOut(clock, this.directory, this.#head);
  }

  /** As of the newest sound snapshot of a data folder. */
  static restore(folder: string, batches: CommittedBatches, clockKind: ClockKind): DirectoryViews {
    const { epoch, beginning, lastSequence, lastTimeNs } = batches;
    return beginState({
      directory: folder,
      beginning,
      snapshots: snapshotsUpTo(folder, lastSequence, beginning),
      create: () => new DirectoryViews(epoch, openClock(clockKind, lastTimeNs)),
      restore: (snapshot, { fold }) => restoreDirectory(snapshot, fold),
      // The core puts it aside.
      onDamaged: () => {},
    });
  }

  get sequence(): number {
    return this.#head.sequence;
  }

  get timeNs(): bigint {
    return this.#head.timeNs;
  }

  publish(): void {}
}
