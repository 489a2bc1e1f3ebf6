import { PositionQueue } from './position-queue.ts';

/** An entry of a log. A few entries may share a sequence: they are appended together. */
interface Sequenced {
  readonly sequence: number;
}

/** The entries of one topic that are kept. */
interface TopicEntries {
  readonly positions: PositionQueue;
  /** Sequence of the last entry that was evicted; 0 for none. */
  evictedSequence: number;
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
  readonly #topicOf: (entry: T) => number;
  readonly #ring: T[] = [];
  readonly #topics = new Map<number, TopicEntries>();
  /** Number of entries ever appended; entry i lies at i % capacity. */
  #end = 0;
  #startedAfter = 0;
  #evictedSequence = 0;

  /** @param topicOf 1 or more. */
  constructor(capacity: number, topicOf: (entry: T) => number) {
    this.#capacity = capacity;
    this.#topicOf = topicOf;
  }

  /** Entries up to and including this sequence were before the snapshot: they are never here. */
  startAfter(sequence: number): void {
    this.#startedAfter = sequence;
  }

  /** The sequence after which every entry of the topic is here. */
  completeAfter(topic: number): number {
    const evicted = topic === ALL_TOPICS ? this.#evictedSequence : this.#topics.get(topic)?.evictedSequence;
    return Math.max(this.#startedAfter, evicted ?? 0);
  }

  append(entry: T): void {
    const index = this.#end % this.#capacity;
    const evicted = this.#ring[index];
    if (evicted !== undefined) this.#evict(evicted);
    this.#ring[index] = entry;
    this.#entriesOf(this.#topicOf(entry)).positions.push(this.#end);
    this.#end += 1;
  }

  /**
   * The entries of the topic after one sequence and up to another, in order, at most `max`. Events stay whole, so there may be those of
   * one event more.
   */
  read(topic: number, after: number, upTo: number, max: number): T[] {
    const { count, at } = this.#entries(topic);
    const entries: T[] = [];
    for (let index = firstAfter(after, count, at); index < count; index += 1) {
      const entry = at(index);
      if (entry.sequence > upTo) break;
      if (entries.length >= max && entry.sequence !== entries.at(-1)?.sequence) break;
      entries.push(entry);
    }
    return entries;
  }

  /** The last entries of the topic up to a sequence, in order, at most `max`. */
  latest(topic: number, upTo: number, max: number): T[] {
    const { count, at } = this.#entries(topic);
    const end = firstAfter(upTo, count, at);
    const start = Math.max(0, end - max);
    return Array.from({ length: end - start }, (_, index) => at(start + index));
  }

  /** Count and access by index of the entries of a topic. */
  #entries(topic: number): { readonly count: number; readonly at: (index: number) => T } {
    const kept = this.#topics.get(topic)?.positions;
    const count = topic === ALL_TOPICS ? this.#end - this.#start : (kept?.length ?? 0);
    return { count, at: (index) => this.#at(kept === undefined ? this.#start + index : kept.at(index)) };
  }

  /** Position of the oldest entry. */
  get #start(): number {
    return Math.max(0, this.#end - this.#capacity);
  }

  #at(position: number): T {
    const entry = this.#ring[position % this.#capacity];
    if (entry === undefined) throw new RangeError(`there is no position ${position}`);
    return entry;
  }

  #evict(entry: T): void {
    const ofTopic = this.#entriesOf(this.#topicOf(entry));
    ofTopic.positions.shift();
    ofTopic.evictedSequence = entry.sequence;
    this.#evictedSequence = entry.sequence;
  }

  #entriesOf(topic: number): TopicEntries {
    let entries = this.#topics.get(topic);
    if (entries === undefined) {
      entries = { positions: new PositionQueue(), evictedSequence: 0 };
      this.#topics.set(topic, entries);
    }
    return entries;
  }
}

/** Index of the first entry after a sequence, by bisection. */
function firstAfter(sequence: number, count: number, at: (index: number) => Sequenced): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (at(middle).sequence > sequence) high = middle;
    else low = middle + 1;
  }
  return low;
}
