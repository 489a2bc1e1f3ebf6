import { type Refusal, RefusedError, refuse } from '../domain/refusal.ts';
import { RetainedLog } from './retained-log.ts';
import type { Subscription } from './subscriptions.ts';
import { Wakeup } from './wakeup.ts';

/** Entries of the caller's since the message before, or none as a heartbeat. */
export interface LogMessage<T> {
  /** Everything up to and including this sequence has been delivered. */
  readonly sequence: number;
  readonly entries: readonly T[];
}

interface Options {
  /** How many entries are kept for those who come back. */
  readonly retained: number;
  readonly heartbeatMs: number;
}

/** So many entries go into one message at most; the rest follows in the next. */
const MAX_ENTRIES_PER_MESSAGE = 500;

/**
 * A stream of which nobody may miss or repeat an entry: trades and executions. Every
 * entry has a topic (its instrument, or its owner), and a subscriber listens to one topic or
 * to all. Subscribers pull from the log that all share, along the links from each entry to the next of its
 * topic, so a slow one costs nothing; when the log has moved on without it, it is told from where to resume.
 */
export class LogFeed<T extends { readonly sequence: number }> {
  readonly #options: Options;
  readonly #topicOf: (entry: T) => number;
  readonly #log: RetainedLog<T>;
  readonly #subscribers = new Map<number, Set<LogSubscription<T>>>();
  /** Position of the last entry of each topic. */
  readonly #lastOfTopic = new Map<number, number>();
  /** Position of the first entry of each topic since the last commit, while anyone listens. */
  readonly #firstNew = new Map<number, number>();
  #committed = 0;

  constructor(topicOf: (entry: T) => number, options: Options) {
    this.#topicOf = topicOf;
    this.#options = options;
    this.#log = new RetainedLog(options.retained);
  }

  /** Nothing up to and including this sequence can be delivered. */
  startAfter(sequence: number): void {
    this.#log.startAfter(sequence);
    this.#committed = sequence;
  }

  append(entry: T): void {
    const topic = this.#topicOf(entry);
    const position = this.#log.append(entry);
    const last = this.#lastOfTopic.get(topic);
    if (last !== undefined) this.#log.link(last, position);
    this.#lastOfTopic.set(topic, position);
    if (this.#subscribers.size === 0) return;
    if (!this.#firstNew.has(topic)) this.#firstNew.set(topic, position);
    if (!this.#firstNew.has(ALL_TOPICS)) this.#firstNew.set(ALL_TOPICS, position);
  }

  /** Everything up to and including this sequence is durable and here. */
  committed(sequence: number): void {
    this.#committed = sequence;
    for (const [topic, position] of this.#firstNew) {
      for (const subscription of this.#subscribers.get(topic) ?? []) subscription.published(position);
    }
    this.#firstNew.clear();
  }

  /** The entries that are kept, the oldest first; those that go while this is read are left out. */
  *kept(): Iterable<T> {
    const { end } = this.#log;
    for (let position = this.#log.start; position < end; position += 1) {
      position = Math.max(position, this.#log.start);
      if (position >= end) return;
      yield this.#log.at(position);
    }
  }

  /**
   * Listens to a topic, or to all with 0. With `resumeFrom`, the first entry is the first after that
   * sequence (0: the oldest that is kept); without, the first that happens from now on.
   *
   * @throws RefusedError RESUME_TOO_OLD or RESUME_IN_FUTURE.
   */
  subscribe(topic: number, resumeFrom: number | undefined): Subscription<LogMessage<T>> {
    const next = this.#firstAfter(resumeFrom, topic);
    let peers = this.#subscribers.get(topic);
    if (peers === undefined) {
      peers = new Set();
      this.#subscribers.set(topic, peers);
    }
    const subscription = new LogSubscription<T>(next, resumeFrom ?? this.#committed, {
      log: this.#log,
      heartbeatMs: this.#options.heartbeatMs,
      committed: () => this.#committed,
      after: (position) => (topic === ALL_TOPICS ? this.#existing(position + 1) : this.#log.linked(position)),
      onClose: () => {
        peers.delete(subscription);
        if (peers.size === 0 && this.#subscribers.get(topic) === peers) this.#subscribers.delete(topic);
      },
    });
    peers.add(subscription);
    return subscription;
  }

  /** Position of the first entry that a new subscriber wants; undefined while there is none. */
  #firstAfter(resumeFrom: number | undefined, topic: number): number | undefined {
    if (resumeFrom === undefined) return undefined;
    if (resumeFrom > this.#committed) throw new RefusedError(inFuture(resumeFrom, this.#committed));
    const oldest = this.#log.completeAfter;
    if (resumeFrom !== 0 && resumeFrom < oldest) throw new RefusedError(tooOld(resumeFrom, oldest));
    let position = this.#log.positionAfter(resumeFrom);
    const isWanted = () => topic === ALL_TOPICS || this.#topicOf(this.#log.at(position)) === topic;
    while (position < this.#log.end && !isWanted()) position += 1;
    return this.#existing(position);
  }

  #existing(position: number): number | undefined {
    return position < this.#log.end ? position : undefined;
  }
}

const ALL_TOPICS = 0;

interface Source<T> {
  readonly log: { readonly start: number; at(position: number): T };
  readonly heartbeatMs: number;
  committed(): number;
  /** Position of the entry that the subscriber wants after the one at this position; undefined while there is none. */
  after(position: number): number | undefined;
  onClose(): void;
}

class LogSubscription<T extends { readonly sequence: number }> implements Subscription<LogMessage<T>> {
  readonly #source: Source<T>;
  readonly #wakeup = new Wakeup();
  /** Position of the oldest entry that it has not read; undefined when it has read all. */
  #next: number | undefined;
  /** What the client was last told it has; the place to resume from. */
  #delivered: number;
  #first = true;
  #closed = false;

  constructor(next: number | undefined, delivered: number, source: Source<T>) {
    this.#source = source;
    this.#next = next;
    this.#delivered = delivered;
  }

  /** Entries that it wants are durable; the first of them is at this position. */
  published(position: number): void {
    this.#next ??= position;
    this.#wakeup.wake();
  }

  async next(signal: AbortSignal): Promise<LogMessage<T> | undefined> {
    let message = this.#read();
    if (message.entries.length === 0 && !this.#first) {
      await this.#wakeup.sleep(this.#source.heartbeatMs, signal);
      message = this.#read();
    }
    this.#first = false;
    if (signal.aborted) return undefined;
    this.#delivered = message.sequence;
    return message;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#source.onClose();
  }

  #read(): LogMessage<T> {
    const { log, after, committed } = this.#source;
    if (this.#next !== undefined && this.#next < log.start) throw new RefusedError(tooSlow(this.#delivered));
    const entries: T[] = [];
    let lastSequence = 0;
    while (this.#next !== undefined) {
      const entry = log.at(this.#next);
      // Entries of one event never part: a client resumes after a whole event.
      if (entries.length >= MAX_ENTRIES_PER_MESSAGE && entry.sequence !== lastSequence) {
        return { sequence: lastSequence, entries };
      }
      entries.push(entry);
      lastSequence = entry.sequence;
      this.#next = after(this.#next);
    }
    return { sequence: committed(), entries };
  }
}

function tooSlow(delivered: number): Refusal {
  const message = `this stream was read too slowly; resume from sequence ${delivered}`;
  return refuse('SLOW_CONSUMER', message, undefined, { resume_from_sequence: String(delivered) });
}

function inFuture(resumeFrom: number, sequence: number): Refusal {
  const message = `sequence ${resumeFrom} has not happened yet; the last is ${sequence}`;
  return refuse('RESUME_IN_FUTURE', message, 'resume_from_sequence', { sequence: String(sequence) });
}

function tooOld(resumeFrom: number, oldest: number): Refusal {
  const message = `what followed sequence ${resumeFrom} is not kept any more; the oldest to resume from is ${oldest}`;
  return refuse('RESUME_TOO_OLD', message, 'resume_from_sequence', { oldest_sequence: String(oldest) });
}
