import { LogFeed, type LogOptions } from './log-feed.ts';
import { ObjectRing } from './ring.ts';

/** A stream of objects. */
export class EntryFeed<T extends { readonly sequence: number }> extends LogFeed<T> {
  readonly #topicOf: (entry: T) => number;
  readonly #ring: ObjectRing<T>;

  /** @param topicOf 1 or more. */
  constructor(topicOf: (entry: T) => number, options: LogOptions<T>) {
    const ring = new ObjectRing(topicOf);
    super(options, ring);
    this.#topicOf = topicOf;
    this.#ring = ring;
  }

  append(entry: T): void {
    const place = this.placeOfNext(this.#topicOf(entry));
    if (place !== undefined) this.#ring.set(place, entry);
  }
}
