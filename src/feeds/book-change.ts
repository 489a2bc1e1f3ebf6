import { type BookDelta, MergedDelta } from './book-delta.ts';
import type { BookMessage } from './book-message.ts';

type DeltaMessage = BookMessage & { readonly delta: BookDelta };

/** A published change of a book. Each leads to the next, so readers that have the same one share what follows it. */
export class BookChange {
  /** Counts the changes of a book. */
  readonly number: number;
  readonly sequence: number;
  readonly delta: BookDelta;
  #next: BookChange | undefined;
  /** The changes behind this one, up to a later one. */
  #message: { readonly to: BookChange; readonly message: DeltaMessage } | undefined;

  constructor(number: number, sequence: number, delta: BookDelta) {
    this.number = number;
    this.sequence = sequence;
    this.delta = delta;
  }

  /** The change behind this one; undefined if this is the last. */
  get next(): BookChange | undefined {
    return this.#next;
  }

  append(sequence: number, delta: BookDelta): BookChange {
    this.#next = new BookChange(this.number + 1, sequence, delta);
    return this.#next;
  }

  /** The changes behind this one, up to the last one, as one message. Readers share the object. */
  messageTo(last: BookChange): DeltaMessage {
    if (this.#message?.to !== last) {
      const { sequence } = last;
      const delta = this.#mergedTo(last);
      const message = { previousSequence: this.sequence, sequence, delta, hasMoreLevels: false };
      this.#message = { to: last, message };
    }
    return this.#message.message;
  }

  #mergedTo(last: BookChange): BookDelta {
    if (this.#next === undefined || this.#next === last) return last.delta;
    const merged = new MergedDelta(this.#next.delta);
    for (let change = this.#next.next; change !== undefined; change = change.next) merged.add(change.delta);
    return { bids: merged.bids, asks: merged.asks };
  }
}
