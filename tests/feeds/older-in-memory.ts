import type { LogMessage } from '../../src/feeds/log-message.ts';
import type { OlderEntries, OlderReader } from '../../src/feeds/older-entries.ts';

export interface Entry {
  readonly sequence: number;
  readonly topic: number;
}

/** A file of every entry, read in pages of a few events. */
export class OlderInMemory implements OlderEntries<Entry> {
  readonly entries: Entry[] = [];
  readonly #eventsPerPage: number;
  /** It has what followed this event. */
  oldest = 0;
  readers = 0;

  constructor(eventsPerPage: number) {
    this.#eventsPerPage = eventsPerPage;
  }

  open(topic: number): OlderReader<Entry> {
    this.readers += 1;
    return {
      read: async (after, upTo): Promise<LogMessage<Entry>> => {
        const sequence = Math.min(upTo, after + this.#eventsPerPage);
        const isWanted = (entry: Entry) =>
          entry.sequence > after && entry.sequence <= sequence && (topic === 0 || entry.topic === topic);
        return { sequence, entries: this.entries.filter(isWanted) };
      },
      close: () => {
        this.readers -= 1;
      },
    };
  }
}
