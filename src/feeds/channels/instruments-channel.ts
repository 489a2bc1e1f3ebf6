import type { Feeds } from '../feeds.ts';
import type { Channel, ChannelUpdate } from './channel.ts';

const MAX_INSTRUMENTS = 1_000;

/** All instruments, and then each newly listed one. */
export class InstrumentsChannel implements Channel {
  readonly #feeds: Feeds;
  /** Number of instruments that the reader has; undefined before the snapshot. */
  #count: number | undefined;
  sequence = 0;

  constructor(feeds: Feeds) {
    this.#feeds = feeds;
  }

  get hasMore(): boolean {
    return (this.#count ?? 0) < this.#feeds.directory.instrumentCount;
  }

  touched(): void {}

  next(): readonly ChannelUpdate[] {
    const { directory, sequence } = this.#feeds;
    const isSnapshot = this.#count === undefined;
    const count = this.#count ?? 0;
    const instruments = directory.instrumentsListed(count, MAX_INSTRUMENTS);
    if (!isSnapshot && instruments.length === 0) return [];
    const previousSequence = this.sequence;
    this.#count = count + instruments.length;
    this.sequence = sequence;
    const content = { kind: 'instruments', instruments } as const;
    return [{ instrumentId: 0, previousSequence, sequence, isSnapshot, content }];
  }

  close(): void {}
}
