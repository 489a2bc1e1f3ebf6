import type { Feeds } from '../feeds.ts';
import type { Channel, ChannelUpdate } from './channel.ts';

/** Instruments that are examined for one message. */
const MAX_INSTRUMENTS = 1_000;

/** A channel of one instrument or of all, with one update for each instrument: its current state. */
export abstract class InstrumentByInstrument implements Channel {
  protected readonly feeds: Feeds;
  /** Instruments that may have changed, in order of their first change. */
  readonly #touched = new Set<number>();
  sequence = 0;
  looked = 0;

  /** @param instrumentId 0 for all. */
  constructor(feeds: Feeds, instrumentId: number) {
    this.feeds = feeds;
    if (instrumentId !== 0) this.#touched.add(instrumentId);
    else for (const instrument of feeds.directory.instruments()) this.#touched.add(instrument.instrumentId);
  }

  get hasMore(): boolean {
    return this.#touched.size > 0;
  }

  touched(instrumentId: number): void {
    this.#touched.add(instrumentId);
  }

  next(): readonly ChannelUpdate[] {
    const updates: ChannelUpdate[] = [];
    this.looked = 0;
    for (const instrumentId of this.#touched) {
      if (this.looked === MAX_INSTRUMENTS) break;
      this.looked += 1;
      this.#touched.delete(instrumentId);
      const update = this.updateOf(instrumentId);
      if (update === undefined) continue;
      this.sequence = Math.max(this.sequence, update.sequence);
      updates.push(update);
    }
    return updates;
  }

  abstract close(): void;

  /** Undefined if the reader is up to date. */
  protected abstract updateOf(instrumentId: number): ChannelUpdate | undefined;
}
