import type { Logger } from '../domain/logger.ts';
import type { Config } from '../settings/config.ts';
import type { WriterName } from '../settings/schemas.ts';
import type { Threads } from '../threads/threads.ts';
import { type Load, watchSpareTime } from './spare-time.ts';
import { type WriterStatus, WriterThread } from './writer-thread.ts';

/** The part of a core that all writers together may use while the exchange is busy. They catch up afterwards. */
const SHARE = 1 / 8;

interface WritersOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly threads: Threads;
  /** The last event that is committed. */
  readonly lastSequence: () => number;
  /** Of the threads that writers must not delay. */
  readonly load: Load;
}

/** The writers of the settings WRITERS and HISTORY. None of them can slow down or stop the exchange. */
export class Writers {
  readonly #options: WritersOptions;
  #writers: readonly WriterThread[] = [];
  #watch: Disposable | undefined;

  constructor(options: WritersOptions) {
    this.#options = options;
  }

  /** Of those that have been started. */
  get status(): readonly WriterStatus[] {
    return this.#writers.map((writer) => writer.status);
  }

  /** Call it when the journal is there. */
  start(): void {
    const { config, load, ...others } = this.#options;
    const names: readonly WriterName[] = config.history ? ['history', ...config.writers] : config.writers;
    const writers = names.map((name) => new WriterThread({ name, config, ...others }));
    this.#writers = writers;
    this.#watch = watchSpareTime(load, (isBusy) => {
      for (const writer of writers) writer.mayUse(isBusy ? SHARE / writers.length : 1);
    });
  }

  /** There are new events. */
  committed(): void {
    for (const writer of this.#writers) writer.committed();
  }

  /** Gives each of them a few seconds to reach the end of the journal. */
  async stop(): Promise<void> {
    this.#watch?.[Symbol.dispose]();
    await Promise.all(this.#writers.map((writer) => writer.stop()));
  }
}
