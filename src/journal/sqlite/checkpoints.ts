import { errorMessage } from '../../storage/sqlite-error.ts';
import { AnsweringThread } from '../../threads/answering-thread.ts';
import type { Threads } from '../../threads/threads.ts';

/** So much more in the log asks for a checkpoint. */
const CHECKPOINT_EVERY_BYTES = 16 * 2 ** 20;
/** What a batch takes in the log besides its bytes, at least: half a page on average, and frame heads. */
const BATCH_OVERHEAD_BYTES = 2_200;

export interface CheckpointAnswer {
  readonly failure: string | undefined;
}

/**
 * Decides when to checkpoint, on a thread of its own. One that fails loses nothing: the
 * log grows, and the next one is tried as much later, on a new thread if that one has ended.
 */
export class Checkpoints {
  readonly #thread: AnsweringThread<'checkpoint', CheckpointAnswer>;
  readonly #warn: (message: string) => void;
  #logBytes = 0;
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
    this.#logBytes += batchBytes + BATCH_OVERHEAD_BYTES;
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
      if (failure !== undefined) this.#warn(`the log of the journal was not checkpointed: ${failure}`);
    } catch (error) {
      this.#warn(`the log of the journal was not checkpointed, its thread has ended: ${errorMessage(error)}`);
    } finally {
      this.#running = undefined;
    }
  }
}
