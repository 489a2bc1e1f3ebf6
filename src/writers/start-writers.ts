import type { Config, WriterName } from '../config.ts';
import type { Logger } from '../domain/logger.ts';
import { type WriterStatus, WriterThread } from './writer-thread.ts';

export interface Writers {
  readonly status: readonly WriterStatus[];
  /** There are new events. */
  committed(): void;
  /** Lets each of them get to the end of the journal, for a few seconds. */
  stop(): Promise<void>;
}

/** Starts what the settings WRITERS and HISTORY ask for. None of them can slow down or stop the exchange. */
export function startWriters(config: Config, logger: Logger, lastSequence: () => number): Writers {
  const names: readonly WriterName[] = config.history ? ['history', ...config.writers] : config.writers;
  const threads = names.map((name) => new WriterThread({ name, config, logger, lastSequence }));
  return {
    get status() {
      return threads.map((thread) => thread.status);
    },
    committed() {
      for (const thread of threads) thread.committed();
    },
    async stop() {
      await Promise.all(threads.map((thread) => thread.stop()));
    },
  };
}
