import { Side } from '../domain/order.ts';
import { type BookDelta, MergedDelta } from './book-delta.ts';
import { BookView } from './book-view.ts';
import { DepthSide, type PriceLevel } from './depth-side.ts';
import { GroupedSides } from './grouped-sides.ts';
import { type BookLevels, SnapshotParts } from './snapshot-parts.ts';
import type { Subscription } from './subscriptions.ts';
import { Wakeup } from './wakeup.ts';

/** The book of an instrument, best prices first. */
export interface BookSnapshot {
  readonly instrumentId: number;
  readonly sequence: number;
  readonly bids: readonly PriceLevel[];
  readonly asks: readonly PriceLevel[];
}

export interface BookMessage {
  /** 0 in the first message, then the `sequence` of the previous message. */
  readonly previousSequence: number;
  readonly sequence: number;
  /** First message only: the best levels of the book. */
  readonly snapshot?: BookSnapshot;
  /** Neither this nor `snapshot`: a heartbeat. */
  readonly delta?: BookLevels;
  /** The next message has more levels of the snapshot: a delta with the same `sequence`. */
  readonly hasMoreLevels: boolean;
}

/** A watch on the best levels of a book. */
export interface WatchedBook {
  readonly view: BookView;
  close(): void;
}

interface Options {
  readonly heartbeatMs: number;
}

/** The book of one instrument by price, with its subscribers and watchers. */
export class DepthBook {
  readonly #instrumentId: number;
  readonly #options: Options;
  readonly #bids = new DepthSide('highest');
  readonly #asks = new DepthSide('lowest');
  readonly #subscribers = new Set<BookSubscription>();
  /** Only those with watchers: by step, and by step and depth. */
  readonly #grouped = new Map<number, GroupedSides>();
  readonly #views = new Map<string, BookView>();
  #sequence: number;

  /** @param sequence the event that listed the instrument. */
  constructor(instrumentId: number, sequence: number, options: Options) {
    this.#instrumentId = instrumentId;
    this.#sequence = sequence;
    this.#options = options;
  }

  add(sequence: number, side: Side, price: number, quantity: number): void {
    this.#sequence = sequence;
    this.#side(side).add(price, quantity);
    if (this.#grouped.size === 0) return;
    for (const grouped of this.#grouped.values()) grouped.add(side, price, quantity);
  }

  reduce(sequence: number, side: Side, price: number, quantity: number, orders: 0 | 1): void {
    this.#sequence = sequence;
    this.#side(side).reduce(price, quantity, orders);
    if (this.#grouped.size === 0) return;
    for (const grouped of this.#grouped.values()) grouped.reduce(side, price, quantity, orders);
  }

  /** Whether its best levels have watchers. */
  get isWatched(): boolean {
    return this.#views.size + this.#grouped.size > 0;
  }

  get instrumentId(): number {
    return this.#instrumentId;
  }

  /** The last event that the book includes. */
  get sequence(): number {
    return this.#sequence;
  }

  /** @param depth levels of each side at most. */
  snapshot(depth = Number.POSITIVE_INFINITY): BookSnapshot {
    return {
      instrumentId: this.#instrumentId,
      sequence: this.#sequence,
      bids: this.#bids.best(depth),
      asks: this.#asks.best(depth),
    };
  }

  /** Sends the changes of all events since the last call to the subscribers, as one delta. */
  publish(): void {
    if (!this.#bids.hasChanges && !this.#asks.hasChanges) return;
    // Subscribers that are up to date share the object.
    const delta = { bids: this.#bids.takeChanges(), asks: this.#asks.takeChanges() };
    for (const subscriber of this.#subscribers) subscriber.push(this.#sequence, delta);
  }

  /**
   * Watches the best levels until the watch is closed.
   *
   * @param step the price step that levels are summed into; 0 for none. The first watch of a step takes time that grows with the
   * number of levels.
   */
  watch(step: number, depth: number): WatchedBook {
    const key = `${step}/${depth}`;
    let view = this.#views.get(key);
    if (view === undefined) {
      view = new BookView(depth, () => ({ ...this.#sides(step), sequence: this.#sequence }));
      this.#views.set(key, view);
    }
    return this.#join(view, key, step);
  }

  #join(view: BookView, key: string, step: number): WatchedBook {
    view.watchers += 1;
    let isOpen = true;
    return {
      view,
      close: () => {
        if (!isOpen) return;
        isOpen = false;
        view.watchers -= 1;
        if (view.watchers > 0) return;
        this.#views.delete(key);
        if (![...this.#views.keys()].some((other) => other.startsWith(`${step}/`)))
          this.#grouped.delete(step);
      },
    };
  }

  #sides(step: number): { readonly bids: DepthSide; readonly asks: DepthSide } {
    if (step === 0) return { bids: this.#bids, asks: this.#asks };
    let grouped = this.#grouped.get(step);
    if (grouped === undefined) {
      grouped = new GroupedSides(step, this.#bids, this.#asks);
      this.#grouped.set(step, grouped);
    }
    return grouped;
  }

  subscribe(): Subscription<BookMessage> {
    const first = {
      instrumentId: this.#instrumentId,
      sequence: this.#sequence,
      parts: new SnapshotParts(this.#bids.snapshot(), this.#asks.snapshot()),
    };
    const subscription = new BookSubscription(first, this.#options.heartbeatMs, () => {
      this.#subscribers.delete(subscription);
      this.#noteChanges();
    });
    this.#subscribers.add(subscription);
    this.#noteChanges();
    return subscription;
  }

  #noteChanges(): void {
    this.#bids.noteChanges(this.#subscribers.size > 0);
    this.#asks.noteChanges(this.#subscribers.size > 0);
  }

  #side(side: Side): DepthSide {
    return side === Side.Buy ? this.#bids : this.#asks;
  }
}

/** What a subscription begins with. */
interface FirstLevels {
  readonly instrumentId: number;
  readonly sequence: number;
  readonly parts: SnapshotParts;
}

/**
 * The snapshot in parts with one sequence, then the changes since. Changes that a slow reader has not fetched are merged, so
 * they never outgrow the book.
 */
class BookSubscription implements Subscription<BookMessage> {
  readonly #first: Omit<FirstLevels, 'parts'>;
  readonly #heartbeatMs: number;
  readonly #onClose: () => void;
  readonly #wakeup = new Wakeup();
  /** Undefined once the whole snapshot was read. */
  #parts: SnapshotParts | undefined;
  /** The first pending delta, which all subscribers share. */
  #pending: BookDelta | undefined;
  /** That delta merged with later ones; undefined if there are none. */
  #merged: MergedDelta | undefined;
  #pendingSequence = 0;
  #hasBegun = false;
  #delivered = 0;
  #closed = false;

  constructor({ parts, ...first }: FirstLevels, heartbeatMs: number, onClose: () => void) {
    this.#first = first;
    this.#parts = parts;
    this.#heartbeatMs = heartbeatMs;
    this.#onClose = onClose;
  }

  push(sequence: number, delta: BookDelta): void {
    if (this.#pending === undefined) {
      this.#pending = delta;
    } else {
      this.#merged ??= new MergedDelta(this.#pending);
      this.#merged.add(delta);
    }
    this.#pendingSequence = sequence;
    this.#wakeup.wake();
  }

  async next(signal: AbortSignal): Promise<BookMessage | undefined> {
    if (this.#parts !== undefined) return this.#nextPart(this.#parts);
    if (this.#pending === undefined) await this.#wakeup.sleep(this.#heartbeatMs, signal);
    if (signal.aborted) return undefined;
    const previousSequence = this.#delivered;
    const delta = this.#merged ?? this.#pending;
    if (delta === undefined) return { previousSequence, sequence: previousSequence, hasMoreLevels: false };
    this.#pending = undefined;
    this.#merged = undefined;
    this.#delivered = this.#pendingSequence;
    return { previousSequence, sequence: this.#delivered, delta, hasMoreLevels: false };
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
