import { PlaceQueue } from './place-queue.ts';
import type { Ring } from './ring.ts';

/** An entry of a log. A few entries may share a sequence: they are appended together. */
interface Sequenced {
  readonly sequence: number;
}

/** The topic of all entries. */
export const ALL_TOPICS = 0;

/**
 * The most recent entries of a stream, so that a client that was away can resume. Every entry has a topic, and the cost of reading one
 * topic does not depend on the others.
 *
 * A ring: appending never moves or copies what is there.
 */
export class RetainedLog<T extends Sequenced> {
  readonly #capacity: number;
  readonly #ring: Ring<T>;
  /** By topic: parties and instruments are numbered from 1. */
  readonly #topics: (PlaceQueue | undefined)[] = [];
  #count = 0;
  /** Place of the next entry. In a full ring, it is the place of the oldest one. */
  #next = 0;
  #startedAfter = 0;
  #evictedSequence = 0;

  /** @param ring its topics are 1 or more. */
  constructor(capacity: number, ring: Ring<T>) {
    this.#ring = ring;
    this.#capacity = capacity;
  }

  /** Entries up to and including this sequence were before the snapshot: they are never here. */
  startAfter(sequence: number): void {
    this.#startedAfter = sequence;
  }

  /** The sequence after which every entry of the topic is here. */
  completeAfter(topic: number): number {
    const evicted = topic === ALL_TOPICS ? this.#evictedSequence : this.#topics[topic]?.evictedSequence;
    return Math.max(this.#startedAfter, evicted ?? 0);
  }

  /** Evicts the oldest entry of a full ring. @returns the place where the ring must take the next entry, of this topic. */
  placeOfNext(topic: number): number {
    const place = this.#next;
    if (this.#count === this.#capacity) this.#evict(place);
    else this.#count += 1;
    this.#queueOf(topic).push(place);
    this.#next = place + 1 === this.#capacity ? 0 : place + 1;
    return place;
  }

  /**
   * The entries of the topic after one sequence and up to another, in order, at most `max`. Events stay whole, so there may be those of
   * one event more.
   */
  read(topic: number, after: number, upTo: number, max: number): T[] {
    const { count, placeAt } = this.#places(topic);
    const entries: T[] = [];
    for (let index = this.#firstAfter(after, count, placeAt); index < count; index += 1) {
      const entry = this.#at(placeAt(index));
      if (entry.sequence > upTo) break;
      if (entries.length >= max && entry.sequence !== entries.at(-1)?.sequence) break;
      entries.push(entry);
    }
    return entries;
  }

  /** The last entries of the topic up to a sequence, in order, at most `max`. */
  latest(topic: number, upTo: number, max: number): T[] {
    const { count, placeAt } = this.#places(topic);
    const end = this.#firstAfter(upTo, count, placeAt);
    const start = Math.max(0, end - max);
    return Array.from({ length: end - start }, (_, index) => this.#at(placeAt(start + index)));
  }

  /** Count of the entries of a topic, and the place of each by its index. */
  #places(topic: number): { readonly count: number; readonly placeAt: (index: number) => number } {
    if (topic !== ALL_TOPICS) {
      const queue = this.#topics[topic];
      return { count: queue?.length ?? 0, placeAt: (index) => queue?.at(index) ?? 0 };
    }
    const oldest = this.#count === this.#capacity ? this.#next : 0;
    return { count: this.#count, placeAt: (index) => (oldest + index) % this.#capacity };
  }

  /** Index of the first entry after a sequence, by bisection. */
  #firstAfter(sequence: number, count: number, placeAt: (index: number) => number): number {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#ring.sequenceAt(placeAt(middle)) > sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #at(place: number): T {
    const entry = this.#ring.get(place);
    if (entry === undefined) throw new RangeError(`there is nothing at place ${place}`);
    return entry;
  }

  #evict(place: number): void {
    this.#evictedSequence = this.#ring.sequenceAt(place);
    this.#queueOf(this.#ring.topicAt(place)).evict(this.#evictedSequence);
  }

  #queueOf(topic: number): PlaceQueue {
    let queue = this.#topics[topic];
    if (queue === undefined) {
      queue = new PlaceQueue();
      this.#topics[topic] = queue;
    }
    return queue;
  }
}
