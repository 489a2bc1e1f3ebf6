import type { Feeds } from '../feeds/feeds.ts';
import type { Channel, ChannelUpdate } from './channel.ts';

/** Instruments that are looked at for one message. */
const MAX_UPDATES = 1_000;
const MINUTE_MS = 60_000;

/** What the reader has of an instrument. */
interface Delivered {
  readonly sequence: number;
  /** Statistics are of the last 24 hours to the minute. */
  readonly minute: number;
}

/** Last trade, 24 hours and open interest of one instrument or of all. */
export class StatisticsChannel implements Channel {
  readonly #feeds: Feeds;
  readonly #delivered = new Map<number, Delivered>();
  /** Instruments that may have news, in the order in which they had. */
  readonly #touched = new Set<number>();
  sequence = 0;
  looked = 0;

  /** @param instrumentId 0 for all. */
  constructor(feeds: Feeds, instrumentId: number) {
    this.#feeds = feeds;
    if (instrumentId !== 0) this.#touched.add(instrumentId);
    else for (const instrument of feeds.registry.instruments()) this.#touched.add(instrument.instrumentId);
  }

  get hasMore(): boolean {
    return this.#touched.size > 0;
  }

  touched(instrumentId: number): void {
    this.#touched.add(instrumentId);
  }

  minutePassed(): void {
    // One that never traded has nothing that can age.
    for (const [instrumentId, { sequence }] of this.#delivered)
      if (sequence > 0) this.#touched.add(instrumentId);
  }

  next(): readonly ChannelUpdate[] {
    const updates: ChannelUpdate[] = [];
    const minute = Math.floor(Date.now() / MINUTE_MS);
    this.looked = 0;
    for (const instrumentId of this.#touched) {
      if (this.looked === MAX_UPDATES) break;
      this.looked += 1;
      this.#touched.delete(instrumentId);
      const update = this.#updateOf(instrumentId, minute);
      if (update !== undefined) updates.push(update);
    }
    return updates;
  }

  close(): void {}

  #updateOf(instrumentId: number, minute: number): ChannelUpdate | undefined {
    const sequence = this.#feeds.market(instrumentId)?.lastTrade?.sequence ?? 0;
    const before = this.#delivered.get(instrumentId);
    if (before?.sequence === sequence && (before.minute === minute || sequence === 0)) return undefined;
    this.#delivered.set(instrumentId, { sequence, minute });
    this.sequence = Math.max(this.sequence, sequence);
    return {
      instrumentId,
      previousSequence: before?.sequence ?? 0,
      sequence,
      isSnapshot: before === undefined,
      content: { kind: 'statistics' },
    };
  }
}
