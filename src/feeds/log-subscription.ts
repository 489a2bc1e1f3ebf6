import { type Refusal, RefusedError, refuse } from '../domain/refusal.ts';
import type { LogMessage } from './log-message.ts';
import type { OlderReader } from './older-entries.ts';
import { OlderPages } from './older-pages.ts';
import type { Subscription } from './subscriptions.ts';
import { Wakeup } from './wakeup.ts';

interface Source<T> {
  readonly heartbeatMs: number;
  /** The last event that may be delivered. */
  committed(): number;
  /** The entries after this event; undefined when memory does not have all of them. */
  read(after: number): LogMessage<T> | undefined;
  /** A reader of older entries; undefined when there is none. */
  openOlder(): OlderReader<T> | undefined;
  onClose(): void;
}

/** One subscriber: reads a file while its cursor is before the oldest entry in memory, then memory. */
export class LogSubscription<T> implements Subscription<LogMessage<T>> {
  /** Called when there are new entries. */
  onNews: (() => void) | undefined;
  readonly #source: Source<T>;
  readonly #wakeup = new Wakeup();
  /** All entries up to this sequence were delivered. */
  #delivered: number;
  #older: OlderPages<T> | undefined;
  #isFirst = true;
  #isClosed = false;

  constructor(delivered: number, source: Source<T>) {
    this.#delivered = delivered;
    this.#source = source;
  }

  /** Wakes the subscriber: there are new entries. */
  published(): void {
    this.#wakeup.wake();
    this.onNews?.();
  }

  /**
   * The new entries that fit into one message, possibly none. Undefined if `next` has to read them from a file. Must not be
   * called while `next` is pending.
   */
  poll(): LogMessage<T> | undefined {
    const message = this.#source.read(this.#delivered);
    if (message === undefined) return undefined;
    this.#closeOlder();
    this.#delivered = message.sequence;
    return message;
  }

  /** What a quiet stream sends. Must not be called while `next` is pending. */
  heartbeat(): LogMessage<T> {
    return this.poll() ?? this.#heartbeat;
  }

  async next(signal: AbortSignal): Promise<LogMessage<T> | undefined> {
    const message = await this.#next(signal);
    this.#isFirst = false;
    if (signal.aborted) return undefined;
    this.#delivered = message.sequence;
    return message;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#closeOlder();
    this.#source.onClose();
  }

  async #next(signal: AbortSignal): Promise<LogMessage<T>> {
    const { heartbeatMs, read } = this.#source;
    const message = read(this.#delivered);
    if (message === undefined) return (await this.#nextOlder(signal)) ?? this.#heartbeat;
    this.#closeOlder();
    if (message.entries.length > 0 || this.#isFirst) return message;
    await this.#wakeup.sleep(heartbeatMs, signal);
    return read(this.#delivered) ?? this.#heartbeat;
  }

  /** Undefined when no page came within a heartbeat. The first message does not wait. */
  async #nextOlder(signal: AbortSignal): Promise<LogMessage<T> | undefined> {
    this.#older ??= this.#openOlder();
    return this.#older.next(this.#delivered, this.#source.committed(), {
      timeoutMs: this.#isFirst ? 0 : this.#source.heartbeatMs,
      signal,
    });
  }

  #openOlder(): OlderPages<T> {
    const reader = this.#source.openOlder();
    if (reader === undefined) throw new RefusedError(tooSlow(this.#delivered));
    return new OlderPages(reader);
  }

  #closeOlder(): void {
    this.#older?.close();
    this.#older = undefined;
  }

  get #heartbeat(): LogMessage<T> {
    return { sequence: this.#delivered, entries: [] };
  }
}

function tooSlow(delivered: number): Refusal {
  const message = `this stream was read too slowly; resume from sequence ${delivered}`;
  return refuse('SLOW_CONSUMER', message, undefined, { resume_from_sequence: String(delivered) });
}
