import type { Directory } from '../directory/directory.ts';
import type { Clock } from '../domain/clock.ts';
import { fanOut } from '../events/fan-out.ts';
import type { Frame, FrameConsumer } from '../events/frame.ts';
import { type ClockKind, openClock } from '../exchange/open-clock.ts';
import { openSqliteJournalReader } from '../journal/sqlite/journal-reader.ts';
import { CoreGauges } from '../link/core-gauges.ts';
import type { CoreMemory } from '../link/link-memory.ts';
import { recoverDirectory } from '../recovery/recover-directory.ts';
import type { FollowingViews } from './core-follower.ts';

/** Views for a thread that needs no orders: the instruments, the parties and the time. */
export class DirectoryViews implements FollowingViews {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly fold: FrameConsumer;
  #sequence: number;

  /** Recovers them from a data folder. */
  constructor(folder: string, clockKind: ClockKind, memory: CoreMemory) {
    const journal = openSqliteJournalReader(folder);
    try {
      const clock = openClock(clockKind, journal.lastTimeNs || new CoreGauges(memory.gauges).startTimeNs);
      this.clock = clock;
      this.directory = recoverDirectory(folder, journal);
      this.#sequence = journal.lastSequence;
      this.fold = fanOut(clock, this.directory, { end: (frame) => this.#end(frame) });
    } finally {
      journal.close();
    }
  }

  get sequence(): number {
    return this.#sequence;
  }

  publish(): void {}

  #end({ sequence }: Frame): void {
    this.#sequence = sequence;
  }
}
