import type { Logger } from '../../src/domain/logger.ts';
import type { Writer } from '../../src/follower/writer.ts';
import type { WriterProgress } from '../../src/follower/writer-progress.ts';
import { WriterRunner } from '../../src/follower/writer-runner.ts';

const QUIET: Logger = { info() {}, warn() {}, error() {} };

/** A running writer, whose progress a test can wait for. */
export class RunningWriter {
  readonly seen: WriterProgress[] = [];
  readonly #runner: WriterRunner;
  readonly #ended: Promise<void>;
  #changed = Promise.withResolvers<void>();

  constructor(writer: Writer, directory: string, maxGroupEvents = 1_000, logger: Logger = QUIET) {
    this.#runner = new WriterRunner({
      writer,
      directory,
      logger,
      maxGroupEvents,
      pollMs: 10,
      pauseMs: { first: 1, longest: 5 },
      onProgress: (progress) => {
        this.seen.push(progress);
        this.#changed.resolve();
        this.#changed = Promise.withResolvers();
      },
    });
    this.#ended = this.#runner.run();
  }

  wake(): void {
    this.#runner.wake();
  }

  mayUse(share: number): void {
    this.#runner.mayUse(share);
  }

  async until(isReached: (progress: WriterProgress) => boolean): Promise<void> {
    for (;;) {
      const now = this.seen.at(-1);
      if (now !== undefined && isReached(now)) return;
      await this.#changed.promise;
    }
  }

  async halt(): Promise<void> {
    this.#runner.halt();
    await this.#ended;
  }

  async stop(): Promise<void> {
    this.#runner.stop();
    await this.#ended;
  }
}

export async function runToEnd(writer: Writer, directory: string, sequence: number): Promise<void> {
  const running = new RunningWriter(writer, directory);
  await running.until(({ cursor, state }) => cursor === sequence && state === 'running');
  await running.stop();
}
