import type { TradeRecord } from '../../src/domain/trade.ts';
import type { ExecutionRecord } from '../../src/feeds/execution.ts';
import type { LogMessage } from '../../src/feeds/log-message.ts';
import type { OlderEntries } from '../../src/feeds/older-entries.ts';
import type { PageRequest } from '../../src/follower/catch-up-messages.ts';
import { OlderReaders } from '../../src/follower/older-readers.ts';
import type { Random } from './random.ts';
import type { SimulatedJournal } from './simulated-journal.ts';

const LONGEST_MS = 30;

/** What streams' memory has no longer, by the real readers: in place of their thread, each page takes some simulated time. */
export class SimulatedCatchUp {
  readonly trades: OlderEntries<TradeRecord>;
  readonly executions: OlderEntries<ExecutionRecord>;
  readonly #random: Random;
  #lastId = 0;

  constructor(directory: string, journal: SimulatedJournal, random: Random) {
    this.#random = random;
    const readers = new OlderReaders(directory, journal);
    this.trades = this.#entries((request) => readers.trades({ kind: 'trades', ...request }), readers);
    this.executions = this.#entries(
      (request) => readers.executions({ kind: 'executions', ...request }),
      readers,
    );
  }

  #entries<T>(
    read: (request: Omit<PageRequest, 'kind'>) => LogMessage<T>,
    readers: OlderReaders,
  ): OlderEntries<T> {
    return {
      oldest: 0,
      open: (topic) => {
        this.#lastId += 1;
        const id = this.#lastId;
        return {
          read: async (after, upTo) => {
            await new Promise((resolve) => setTimeout(resolve, this.#random.integer(0, LONGEST_MS)));
            return read({ id, topic, after, upTo });
          },
          close: () => readers.close(id),
        };
      },
    };
  }
}
