import { errorMessage } from '../../storage/sqlite-error.ts';
import { FRAME_BYTES, MAX_WAL_BYTES, PAGE_BYTES } from '../../storage/wal-limit.ts';
import { AnsweringThread } from '../../threads/answering-thread.ts';
import type { Threads } from '../../threads/threads.ts';

/** Growth of the log that triggers a checkpoint. */
const CHECKPOINT_EVERY_BYTES = MAX_WAL_BYTES / 4;
/** Growth of the log that triggers another attempt after a failure. */
const RETRY_AFTER_BYTES = MAX_WAL_BYTES / 16;

export interface CheckpointAnswer {
  readonly failure: string | undefined;
}

/**
 * Decides when a separate thread checkpoints. A failed checkpoint loses nothing: the log grows, and the next attempt follows
 * soon.
 */
export class Checkpoints {
  readonly #thread: AnsweringThread<'checkpoint', CheckpointAnswer>;
  readonly #warn: (message: string) => void;
  #logBytes = 0;
  #isFailing = false;
  #running: Promise<void> | undefined;

  constructor(databaseFile: string, warn: (message: string) => void, threads: Threads) {
    this.#thread = new AnsweringThread(threads, {
      name: 'checkpoint',
      file: new URL('./checkpoint-worker.ts', import.meta.url),
      workerData: () => databaseFile,
    });
    this.#warn = warn;
  }

  committed(batchBytes: number): void {
    // An upper bound: a batch ends inside a page and sometimes needs a page of the index.
    this.#logBytes += (Math.ceil(batchBytes / PAGE_BYTES) + 2) * FRAME_BYTES;
    if (this.#logBytes < CHECKPOINT_EVERY_BYTES || this.#running !== undefined) return;
    this.#logBytes = 0;
    this.#running = this.#run();
  }

  /** Waits for a running checkpoint. */
  async stop(): Promise<void> {
    await this.#running;
    await this.#thread.stop();
  }

  async #run(): Promise<void> {
    try {
      const { failure } = await this.#thread.ask('checkpoint');
      if (failure !== undefined) this.#failed(failure);
      else this.#isFailing = false;
    } catch (error) {
      this.#failed(errorMessage(error));
    } finally {
      this.#running = undefined;
    }
  }

  /** Warns at the first of consecutive failures. */
  #failed(why: string): void {
    this.#logBytes += CHECKPOINT_EVERY_BYTES - RETRY_AFTER_BYTES;
    if (!this.#isFailing) this.#warn(`the log of the journal was not checkpointed: ${why}`);
    this.#isFailing = true;
  }
}
