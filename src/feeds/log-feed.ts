import { type Refusal, RefusedError, refuse } from '../domain/refusal.ts';
import type { LogMessage } from './log-message.ts';
import { LogSubscription } from './log-subscription.ts';
import type { OlderEntries } from './older-entries.ts';
import { ALL_TOPICS, RetainedLog } from './retained-log.ts';
import type { Ring } from './ring.ts';

export interface LogOptions<T> {
  /** How many entries are kept in memory. */
  readonly retained: number;
  readonly heartbeatMs: number;
  /** Has what memory no longer has; undefined when nothing has. */
  readonly older: OlderEntries<T> | undefined;
}

/** Entries of one message at most, or those of one event more. Pages from the journal have the same bound. */
const MAX_ENTRIES_PER_MESSAGE = 250;

/**
 * A stream without gaps and repeats: trades and executions. Every entry has a topic (its instrument or its owner), and a subscriber
 * has one topic or all.
 *
 * A subscriber is a cursor: the sequence up to which it has everything. It pulls later entries from the shared log, so a slow reader
 * costs nothing, and from a file when the log no longer has them: one command can cause more entries than the log keeps.
 */
export class LogFeed<T extends { readonly sequence: number }> {
  readonly #options: LogOptions<T>;
  readonly #log: RetainedLog<T>;
  readonly #subscribers = new Map<number, Set<LogSubscription<T>>>();
  /** Topics with entries since the last commit; only while there are subscribers. */
  readonly #news = new Set<number>();
  #committed = 0;
  /** The last message that was read of each topic with news. Subscribers at the same sequence share it. */
  readonly #lastRead = new Map<number, { readonly after: number; readonly message: LogMessage<T> }>();

  /** @param ring keeps the entries. */
  constructor(options: LogOptions<T>, ring: Ring<T>) {
    this.#options = options;
    this.#log = new RetainedLog(options.retained, ring);
  }

  /** Memory has no entries up to and including this sequence. */
  startAfter(sequence: number): void {
    this.#log.startAfter(sequence);
    this.#committed = sequence;
    this.#lastRead.clear();
  }

  /** @returns the place of the ring for the next entry of a topic; undefined when none are kept. */
  protected placeOfNext(topic: number): number | undefined {
    if (this.#options.retained === 0) return undefined;
    if (this.#subscribers.size > 0) this.#news.add(topic);
    return this.#log.placeOfNext(topic);
  }

  /** Everything up to and including this sequence is durable and here. */
  committed(sequence: number): void {
    this.#committed = sequence;
    this.#lastRead.clear();
    if (this.#news.size === 0) return;
    this.#news.add(ALL_TOPICS);
    for (const topic of this.#news) {
      for (const subscription of this.#subscribers.get(topic) ?? []) subscription.published();
    }
    this.#news.clear();
  }

  /** Whether memory has every entry of a topic, or of all with 0, after this event. */
  hasAllAfter(topic: number, sequence: number): boolean {
    return this.#log.completeAfter(topic) <= sequence;
  }

  /**
   * The entries of a topic, or of all with 0, that memory has after an event, the oldest first. Entries that are evicted during the
   * iteration may be left out.
   */
  *kept(topic: number, after = 0): Iterable<T> {
    const upTo = this.#committed;
    let page = this.#log.read(topic, after, upTo, MAX_ENTRIES_PER_MESSAGE);
    for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
      yield* page;
      page = this.#log.read(topic, last.sequence, upTo, MAX_ENTRIES_PER_MESSAGE);
    }
  }

  /** The committed entries of a topic after an event that are in memory, in order, at most `max`, or of one event more. */
  after(topic: number, sequence: number, max: number): T[] {
    return this.#log.read(topic, sequence, this.#committed, max);
  }

  /** The latest committed entries of a topic, or of all with 0, that are in memory, in order, at most `max`. */
  latest(topic: number, max: number): T[] {
    return this.#log.latest(topic, this.#committed, max);
  }

  /** Everything up to this event is durable and here. */
  get committedSequence(): number {
    return this.#committed;
  }

  /**
   * Subscribes to a topic, or to all with 0. With `resumeFrom`, the first entry is the first after that sequence (0: the oldest in
   * memory); without, the first from now on.
   *
   * @throws RefusedError RESUME_TOO_OLD when neither memory nor a file has it, or RESUME_IN_FUTURE.
   */
  subscribe(topic: number, resumeFrom: number | undefined): LogSubscription<T> {
    const { heartbeatMs, older } = this.#options;
    const after = this.#firstSequence(topic, resumeFrom);
    const subscription = new LogSubscription<T>(after, {
      heartbeatMs,
      committed: () => this.#committed,
      read: (from) => this.#read(topic, from),
      openOlder: () => older?.open(topic),
      onClose: () => this.#remove(topic, subscription),
    });
    this.#subscribersOf(topic).add(subscription);
    return subscription;
  }

  /** The cursor that a subscriber begins with. */
  #firstSequence(topic: number, resumeFrom: number | undefined): number {
    if (resumeFrom === undefined) return this.#committed;
    if (resumeFrom > this.#committed) throw new RefusedError(inFuture(resumeFrom, this.#committed));
    const oldest = this.#log.completeAfter(topic);
    if (resumeFrom === 0) return Math.min(oldest, this.#committed);
    const oldestStored = this.#options.older?.oldest ?? oldest;
    if (resumeFrom < Math.min(oldest, oldestStored)) {
      throw new RefusedError(tooOld(resumeFrom, Math.min(oldest, oldestStored)));
    }
    return resumeFrom;
  }

  /** Undefined when memory does not have all of it. Entries that are not committed yet may have evicted others, but are not read. */
  #read(topic: number, after: number): LogMessage<T> | undefined {
    if (after >= this.#committed) return { sequence: this.#committed, entries: [] };
    if (after < this.#log.completeAfter(topic)) return undefined;
    const shared = this.#lastRead.get(topic);
    if (shared?.after === after) return shared.message;
    const entries = this.#log.read(topic, after, this.#committed, MAX_ENTRIES_PER_MESSAGE);
    const last = entries.length < MAX_ENTRIES_PER_MESSAGE ? undefined : entries.at(-1);
    const message = { sequence: last?.sequence ?? this.#committed, entries };
    this.#lastRead.set(topic, { after, message });
    return message;
  }

  #subscribersOf(topic: number): Set<LogSubscription<T>> {
    let subscribers = this.#subscribers.get(topic);
    if (subscribers === undefined) {
      subscribers = new Set();
      this.#subscribers.set(topic, subscribers);
    }
    return subscribers;
  }

  #remove(topic: number, subscription: LogSubscription<T>): void {
    const subscribers = this.#subscribers.get(topic);
    subscribers?.delete(subscription);
    if (subscribers?.size === 0) this.#subscribers.delete(topic);
  }
}

function inFuture(resumeFrom: number, sequence: number): Refusal {
  const message = `sequence ${resumeFrom} has not happened yet; the last is ${sequence}`;
  return refuse('RESUME_IN_FUTURE', message, 'resume_from_sequence', { sequence: String(sequence) });
}

function tooOld(resumeFrom: number, oldest: number): Refusal {
  const message = `the entries after sequence ${resumeFrom} are no longer kept; the oldest sequence to resume from is ${oldest}`;
  return refuse('RESUME_TOO_OLD', message, 'resume_from_sequence', { oldest_sequence: String(oldest) });
}
