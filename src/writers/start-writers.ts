import type { Config, WriterName } from '../config.ts';
import type { Logger } from '../domain/logger.ts';
import { watchSpareTime } from './spare-time.ts';
import { type WriterStatus, WriterThread } from './writer-thread.ts';

/** Of its time, a core goes to all writers together while the exchange has none to spare. They catch up afterwards. */
const SHARE = 1 / 8;

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
  const watch = watchSpareTime((isBusy) => {
    for (const thread of threads) thread.mayUse(isBusy ? SHARE / threads.length : 1);
  });
  return {
    get status() {
      return threads.map((thread) => thread.status);
    },
    committed() {
      for (const thread of threads) thread.committed();
    },
    async stop() {
      watch[Symbol.dispose]();
      await Promise.all(threads.map((thread) => thread.stop()));
    },
  };
}
