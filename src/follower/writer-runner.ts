import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../domain/logger.ts';
import { EventReader } from './event-reader.ts';
import type { FollowerCursor } from './follower-cursor.ts';
import type { Writer } from './writer.ts';
import type { WriterProgress } from './writer-progress.ts';

interface WriterRunnerOptions {
  readonly writer: Writer;
  /** The data folder. */
  readonly directory: string;
  readonly logger: Logger;
  /**
   * Events of one write at most, unless one frame has more: enough to be worth the cost of a write, few enough to be kept in
   * memory.
   */
  readonly maxGroupEvents: number;
  /** It looks for new events this often, even if `wake` is never called. */
  readonly pollMs: number;
  /** Pauses after failures grow from the first to the second. */
  readonly pauseMs: { readonly first: number; readonly longest: number };
  readonly onProgress: (progress: WriterProgress) => void;
}

/** Its longest pause, however small its share: its progress must be seen to move. */
const LONGEST_REST_MS = 30_000;
/** While it keeps failing, it logs a warning this often. */
const REMIND_MS = 60_000;

/**
 * Brings one writer to the end of the journal and keeps it there. After any failure it opens the writer again and continues at the
 * writer's own cursor.
 */
export class WriterRunner {
  readonly #options: WriterRunnerOptions;
  readonly #abort = new AbortController();
  #reader: EventReader | undefined;
  #progress: WriterProgress = { cursor: 0, state: 'catching up', lastError: '', failures: 0 };
  /** Failures since the last write that succeeded. */
  #failuresInARow = 0;
  #warnedMs = 0;
  #stopping = false;
  #halted = false;
  #share = 1;
  #rested = new AbortController();
  #wakeup = Promise.withResolvers<void>();

  constructor(options: WriterRunnerOptions) {
    this.#options = options;
  }

  /** Resolves after `stop`. */
  async run(): Promise<void> {
    while (!this.#stopping) {
      try {
        await this.#follow();
      } catch (error) {
        await this.#failed(error);
      }
      await this.#options.writer.close().catch((error: unknown) => this.#warn(error, 'did not close well'));
    }
    this.#reader?.close();
  }

  /** There are new events. */
  wake(): void {
    this.#wakeup.resolve();
  }

  /** Sets the part of its time that it may work; it pauses for the rest. */
  mayUse(share: number): void {
    this.#share = share;
    this.#rested.abort();
  }

  /** Ends at the end of the journal, or at the first failure. */
  stop(): void {
    this.#stopping = true;
    this.#abort.abort();
    this.wake();
  }

  /** Ends after the write that is under way. */
  halt(): void {
    this.#halted = true;
    this.stop();
  }

  async #follow(): Promise<void> {
    const { writer } = this.#options;
    const cursor = await writer.open();
    // After a failure, only a write shows that it works again.
    const { sequence } = cursor;
    this.#report(
      this.#failuresInARow > 0
        ? { cursor: sequence }
        : { cursor: sequence, state: 'catching up', lastError: '' },
    );
    const reader = await this.#readerAfter(cursor);
    while (!this.#halted) {
      const beganMs = performance.now();
      const group = reader.next();
      const last = group?.at(-1);
      if (group === undefined || last === undefined) {
        this.#succeeded(this.#progress.cursor, 'running');
        if (this.#stopping) return;
        await this.#sleep();
      } else {
        await writer.write(group);
        this.#succeeded(last.sequence, this.#progress.state === 'running' ? 'running' : 'catching up');
        await this.#rest(performance.now() - beganMs);
      }
    }
  }

  async #readerAfter(cursor: FollowerCursor): Promise<EventReader> {
    if (this.#reader?.canContinueAfter(cursor)) return this.#reader;
    this.#reader?.close();
    this.#reader = undefined;
    const { directory, maxGroupEvents } = this.#options;
    this.#reader = await EventReader.open({
      directory,
      cursor,
      maxGroupEvents,
      signal: this.#abort.signal,
      onDamagedSnapshot: (damage) => this.#warn(damage, 'a snapshot is damaged; continuing without it'),
    });
    return this.#reader;
  }

  #succeeded(cursor: number, state: 'running' | 'catching up'): void {
    const worksAgain = this.#failuresInARow > 0;
    this.#failuresInARow = 0;
    this.#report({ cursor, state, lastError: '' });
    if (worksAgain) this.#options.logger.info({ ...this.#name, cursor }, 'the writer works again');
  }

  async #failed(error: unknown): Promise<void> {
    if (this.#stopping) return;
    const { pauseMs } = this.#options;
    const pause = Math.min(pauseMs.first * 2 ** this.#failuresInARow, pauseMs.longest);
    this.#failuresInARow += 1;
    const failures = this.#progress.failures + 1;
    this.#report({ state: 'failing', lastError: messageOf(error), failures });
    this.#warnOfFailure(error);
    await sleep(pause, undefined, { signal: this.#abort.signal }).catch(() => {});
  }

  async #rest(workedMs: number): Promise<void> {
    // Messages to this thread get a turn, even if the writer never waits.
    await nextTurn();
    if (this.#share === 1) return;
    const restMs = Math.min(workedMs * (1 / this.#share - 1), LONGEST_REST_MS);
    this.#rested = new AbortController();
    const signal = AbortSignal.any([this.#abort.signal, this.#rested.signal]);
    await sleep(restMs, undefined, { signal }).catch(() => {});
  }

  async #sleep(): Promise<void> {
    const poll = new AbortController();
    const timer = sleep(this.#options.pollMs, undefined, { signal: poll.signal }).catch(() => {});
    await Promise.race([this.#wakeup.promise, timer]);
    poll.abort();
    this.#wakeup = Promise.withResolvers();
  }

  #report(changed: Partial<WriterProgress>): void {
    this.#progress = { ...this.#progress, ...changed };
    this.#options.onProgress(this.#progress);
  }

  /** Warns of the first failure in a row, and then at intervals, however often it tries. */
  #warnOfFailure(error: unknown): void {
    const nowMs = performance.now();
    if (this.#failuresInARow > 1 && nowMs - this.#warnedMs < REMIND_MS) return;
    this.#warnedMs = nowMs;
    this.#warn(error, 'the writer fails, and tries again until it works');
  }

  #warn(error: unknown, message: string): void {
    const { cursor } = this.#progress;
    this.#options.logger.warn({ ...this.#name, cursor, error: messageOf(error) }, message);
  }

  get #name() {
    return { writer: this.#options.writer.name };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
