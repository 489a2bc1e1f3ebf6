import type { BookChange } from './book-change.ts';
import { MergedDelta } from './book-delta.ts';
import type { BookMessage } from './book-message.ts';
import type { SnapshotParts } from './snapshot-parts.ts';
import type { PolledSubscription } from './subscriptions.ts';
import { Wakeup } from './wakeup.ts';

/** What a subscription begins with. */
interface FirstLevels {
  readonly instrumentId: number;
  readonly sequence: number;
  readonly parts: SnapshotParts;
}

/**
 * The snapshot in parts with one sequence, then the changes since. Readers that are up to date share them. Changes that a slow
 * reader has not read are merged, so they never outgrow the book.
 */
export class BookSubscription implements PolledSubscription<BookMessage> {
  onNews: (() => void) | undefined;
  readonly #first: Omit<FirstLevels, 'parts'>;
  readonly #heartbeatMs: number;
  readonly #onClose: () => void;
  readonly #wakeup = new Wakeup();
  /** Undefined once the whole snapshot was read. */
  #parts: SnapshotParts | undefined;
  /** The last change that was read, or merged for the reader. */
  #read: BookChange;
  #last: BookChange;
  /** Changes that a slow reader has not read, up to `#read`; undefined if there are none. */
  #unread: MergedDelta | undefined;
  #hasBegun = false;
  #delivered = 0;
  #closed = false;

  /** @param last the last change that the first levels include. */
  constructor({ parts, ...first }: FirstLevels, last: BookChange, heartbeatMs: number, onClose: () => void) {
    this.#first = first;
    this.#parts = parts;
    this.#read = last;
    this.#last = last;
    this.#heartbeatMs = heartbeatMs;
    this.#onClose = onClose;
  }

  published(last: BookChange): void {
    this.#last = last;
    this.#wakeup.wake();
    this.onNews?.();
  }

  /** Merges the changes that were not read, so that the memory for each of them becomes free. */
  compact(): void {
    for (let change = this.#read.next; change !== undefined; change = change.next) {
      if (this.#unread === undefined) this.#unread = new MergedDelta(change.delta);
      else this.#unread.add(change.delta);
    }
    this.#read = this.#last;
  }

  poll(): BookMessage | undefined {
    if (this.#parts !== undefined) return this.#nextPart(this.#parts);
    if (this.#unread !== undefined) this.compact();
    const [unread, read, last] = [this.#unread, this.#read, this.#last];
    if (unread === undefined && read === last) return undefined;
    const previousSequence = this.#delivered;
    this.#unread = undefined;
    this.#read = last;
    this.#delivered = last.sequence;
    if (unread !== undefined) {
      return { previousSequence, sequence: last.sequence, delta: unread, hasMoreLevels: false };
    }
    const message = read.messageTo(last);
    // The first levels are of a later event than the change before them.
    return message.previousSequence === previousSequence ? message : { ...message, previousSequence };
  }

  heartbeat(): BookMessage {
    return { previousSequence: this.#delivered, sequence: this.#delivered, hasMoreLevels: false };
  }

  async next(signal: AbortSignal): Promise<BookMessage | undefined> {
    const message = this.poll();
    if (message !== undefined) return message;
    await this.#wakeup.sleep(this.#heartbeatMs, signal);
    return signal.aborted ? undefined : (this.poll() ?? this.heartbeat());
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#parts = undefined;
    this.#onClose();
  }

  /** The first part is a snapshot. The others are deltas that only add levels. */
  #nextPart(parts: SnapshotParts): BookMessage {
    const { instrumentId, sequence } = this.#first;
    const levels = parts.next();
    const hasMoreLevels = !parts.isRead;
    if (!hasMoreLevels) this.#parts = undefined;
    if (this.#hasBegun) return { previousSequence: sequence, sequence, delta: levels, hasMoreLevels };
    this.#hasBegun = true;
    this.#delivered = sequence;
    return { previousSequence: 0, sequence, snapshot: { instrumentId, sequence, ...levels }, hasMoreLevels };
  }
}
