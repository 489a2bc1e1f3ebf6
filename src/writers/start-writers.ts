import type { Logger } from '../domain/logger.ts';
import type { Config } from '../settings/config.ts';
import type { WriterName } from '../settings/schemas.ts';
import type { Threads } from '../threads/threads.ts';
import { watchSpareTime } from './spare-time.ts';
import { type WriterStatus, WriterThread } from './writer-thread.ts';

/** The part of a core that all writers together may use while the exchange is busy. They catch up afterwards. */
const SHARE = 1 / 8;

export interface Writers {
  readonly status: readonly WriterStatus[];
  /** There are new events. */
  committed(): void;
  /** Gives each of them a few seconds to reach the end of the journal. */
  stop(): Promise<void>;
}

/** Starts the writers of the settings WRITERS and HISTORY. None of them can slow down or stop the exchange. */
export function startWriters(
  config: Config,
  logger: Logger,
  threads: Threads,
  lastSequence: () => number,
): Writers {
  const names: readonly WriterName[] = config.history ? ['history', ...config.writers] : config.writers;
  const writers = names.map((name) => new WriterThread({ name, config, logger, threads, lastSequence }));
  const watch = watchSpareTime((isBusy) => {
    for (const writer of writers) writer.mayUse(isBusy ? SHARE / writers.length : 1);
  });
  return {
    get status() {
      return writers.map((writer) => writer.status);
    },
    committed() {
      for (const writer of writers) writer.committed();
    },
    async stop() {
      watch[Symbol.dispose]();
      await Promise.all(writers.map((writer) => writer.stop()));
    },
  };
}
