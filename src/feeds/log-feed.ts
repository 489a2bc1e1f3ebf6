import { RefusedError, refuse } from '../domain/refusal.ts';
import { RetainedLog } from './retained-log.ts';
import type { Subscription, SubscriptionLimit } from './subscriptions.ts';
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
  readonly limit: SubscriptionLimit;
}

/** So many entries go into one message at most; the rest follows in the next. */
const MAX_ENTRIES_PER_MESSAGE = 500;

/**
 * A stream of which nobody may miss or repeat an entry: trades and executions. Every
 * entry has a topic (its instrument, or its owner), and a subscriber listens to one topic or
 * to all. Subscribers pull from the log that all share, so a slow one costs nothing; when the log
 * has moved on without it, it is told from where to resume.
 */
export class LogFeed<T extends { readonly sequence: number }> {
  readonly #options: Options;
  readonly #topicOf: (entry: T) => number;
  readonly #log: RetainedLog<T>;
  readonly #subscribers = new Map<number, Set<LogSubscription<T>>>();
  readonly #touched = new Set<number>();
  /** Position after the last entry of each topic. */
  readonly #endOfTopic = new Map<number, number>();
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
    this.#log.append(entry);
    this.#endOfTopic.set(topic, this.#log.end);
    if (this.#subscribers.size > 0) this.#touched.add(topic);
  }

  /** Everything up to and including this sequence is durable and here. */
  committed(sequence: number): void {
    this.#committed = sequence;
    if (this.#touched.size === 0) return;
    for (const topic of this.#touched) this.#wake(topic);
    this.#wake(ALL_TOPICS);
    this.#touched.clear();
  }

  /** The entries of a topic that are kept, the oldest first; those that go while this is read are left out. */
  *kept(topic: number): Iterable<T> {
    const { end } = this.#log;
    for (let position = this.#log.start; position < end; position += 1) {
      position = Math.max(position, this.#log.start);
      if (position >= end) return;
      const entry = this.#log.at(position);
      if (this.#topicOf(entry) === topic) yield entry;
    }
  }

  /**
   * Listens to a topic, or to all with 0. With `resumeFrom`, the first entry is the first after that
   * sequence (0: the oldest that is kept); without, the first that happens from now on.
   *
   * @throws RefusedError RESUME_TOO_OLD, RESUME_IN_FUTURE or TOO_MANY_SUBSCRIPTIONS.
   */
  subscribe(topic: number, resumeFrom: number | undefined): Subscription<LogMessage<T>> {
    const position = this.#positionFor(resumeFrom);
    this.#options.limit.take();
    let peers = this.#subscribers.get(topic);
    if (peers === undefined) {
      peers = new Set();
      this.#subscribers.set(topic, peers);
    }
    const subscription = new LogSubscription<T>(position, {
      log: this.#log,
      committed: () => this.#committed,
      heartbeatMs: this.#options.heartbeatMs,
      endOfTopic: () => (topic === ALL_TOPICS ? this.#log.end : (this.#endOfTopic.get(topic) ?? 0)),
      wants: (entry) => topic === ALL_TOPICS || this.#topicOf(entry) === topic,
      onClose: () => {
        peers.delete(subscription);
        if (peers.size === 0 && this.#subscribers.get(topic) === peers) this.#subscribers.delete(topic);
        this.#options.limit.give();
      },
    });
    peers.add(subscription);
    return subscription;
  }

  #positionFor(resumeFrom: number | undefined): number {
    if (resumeFrom === undefined) return this.#log.end;
    if (resumeFrom > this.#committed) {
      throw new RefusedError(
        refuse(
          'RESUME_IN_FUTURE',
          `sequence ${resumeFrom} has not happened yet; the last is ${this.#committed}`,
          'resume_from_sequence',
          {
            sequence: String(this.#committed),
          },
        ),
      );
    }
    const oldest = this.#log.completeAfter;
    if (resumeFrom !== 0 && resumeFrom < oldest) {
      throw new RefusedError(
        refuse(
          'RESUME_TOO_OLD',
          `what followed sequence ${resumeFrom} is not kept any more; the oldest to resume from is ${oldest}`,
          'resume_from_sequence',
          {
            oldest_sequence: String(oldest),
          },
        ),
      );
    }
    return this.#log.positionAfter(resumeFrom);
  }

  #wake(topic: number): void {
    for (const subscription of this.#subscribers.get(topic) ?? []) subscription.wake();
  }
}

const ALL_TOPICS = 0;

interface Source<T> {
  readonly log: { readonly start: number; readonly end: number; at(position: number): T };
  readonly heartbeatMs: number;
  committed(): number;
  /** Position after the last entry that the subscriber wants. */
  endOfTopic(): number;
  wants(entry: T): boolean;
  onClose(): void;
}

class LogSubscription<T extends { readonly sequence: number }> implements Subscription<LogMessage<T>> {
  readonly #source: Source<T>;
  readonly #wakeup = new Wakeup();
  #position: number;
  /** What the client was last told it has; the place to resume from. */
  #delivered: number;
  #first = true;
  #closed = false;

  constructor(position: number, source: Source<T>) {
    this.#source = source;
    this.#position = position;
    this.#delivered = source.committed();
  }

  wake(): void {
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
    const { log } = this.#source;
    const nothingMissed = this.#source.endOfTopic() <= this.#position;
    if (nothingMissed) this.#position = log.end;
    if (this.#position < log.start) {
      throw new RefusedError(
        refuse(
          'SLOW_CONSUMER',
          `this stream was read too slowly; resume from sequence ${this.#delivered}`,
          undefined,
          {
            resume_from_sequence: String(this.#delivered),
          },
        ),
      );
    }
    const entries: T[] = [];
    while (this.#position < log.end) {
      const entry = log.at(this.#position);
      const last = entries.at(-1);
      // Entries of one event never part: a client resumes after a whole event.
      if (
        entries.length >= MAX_ENTRIES_PER_MESSAGE &&
        last !== undefined &&
        last.sequence !== entry.sequence
      ) {
        return { sequence: last.sequence, entries };
      }
      if (this.#source.wants(entry)) entries.push(entry);
      this.#position += 1;
    }
    return { sequence: this.#source.committed(), entries };
  }
}
