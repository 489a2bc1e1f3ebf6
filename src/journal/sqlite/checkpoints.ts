import { errorMessage } from '../../storage/sqlite-error.ts';
import { FRAME_BYTES, MAX_WAL_BYTES, PAGE_BYTES } from '../../storage/wal-limit.ts';
import { AnsweringThread } from '../../threads/answering-thread.ts';
import type { Threads } from '../../threads/threads.ts';

/** So much more in the log asks for a checkpoint. */
const CHECKPOINT_EVERY_BYTES = MAX_WAL_BYTES / 4;
/** And so much more for another try, after one that failed. */
const RETRY_AFTER_BYTES = MAX_WAL_BYTES / 16;

export interface CheckpointAnswer {
  readonly failure: string | undefined;
}

/**
 * Decides when to checkpoint, on a thread of its own. One that fails loses nothing: the log grows, and another one is
 * tried a little later.
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
    // A batch ends in the middle of a page, and now and then needs a page of the index: rather too much than too little.
    this.#logBytes += (Math.ceil(batchBytes / PAGE_BYTES) + 2) * FRAME_BYTES;
    if (this.#logBytes < CHECKPOINT_EVERY_BYTES || this.#running !== undefined) return;
    this.#logBytes = 0;
    this.#running = this.#run();
  }

  /** Waits for the checkpoint that is under way. */
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

  /** Warns once while it lasts. */
  #failed(why: string): void {
    this.#logBytes += CHECKPOINT_EVERY_BYTES - RETRY_AFTER_BYTES;
    if (!this.#isFailing) this.#warn(`the log of the journal was not checkpointed: ${why}`);
    this.#isFailing = true;
  }
}
