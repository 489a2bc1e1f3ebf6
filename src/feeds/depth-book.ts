import { Side } from '../domain/order.ts';
import { BookChange } from './book-change.ts';
import type { BookMessage, BookSnapshot } from './book-message.ts';
import { BookSubscription } from './book-subscription.ts';
import { BookView } from './book-view.ts';
import { DepthSide } from './depth-side.ts';
import { GroupedSides } from './grouped-sides.ts';
import { SnapshotParts } from './snapshot-parts.ts';
import type { PolledSubscription } from './subscriptions.ts';

/** A watch on the best levels of a book. */
export interface WatchedBook {
  readonly view: BookView;
  close(): void;
}

/** Published changes after which those that slow readers have not read are merged. */
const COMPACT_EVERY = 64;

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
  #lastChange = new BookChange(0, 0, { bids: [], asks: [] });
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

  /** Publishes the changes of all events since the last call to the subscribers, as one delta. */
  publish(): void {
    if (!this.#bids.hasChanges && !this.#asks.hasChanges) return;
    const delta = { bids: this.#bids.takeChanges(), asks: this.#asks.takeChanges() };
    const last = this.#lastChange.append(this.#sequence, delta);
    this.#lastChange = last;
    const compacts = last.number % COMPACT_EVERY === 0;
    for (const subscriber of this.#subscribers) {
      subscriber.published(last);
      if (compacts) subscriber.compact();
    }
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

  subscribe(): PolledSubscription<BookMessage> {
    const first = {
      instrumentId: this.#instrumentId,
      sequence: this.#sequence,
      parts: new SnapshotParts(this.#bids.snapshot(), this.#asks.snapshot()),
    };
    const subscription = new BookSubscription(first, this.#lastChange, this.#options.heartbeatMs, () => {
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
