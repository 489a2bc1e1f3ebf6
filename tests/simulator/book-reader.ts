import type { BookMessage } from '../../src/feeds/book-message.ts';
import type { PriceLevel } from '../../src/feeds/depth-side.ts';
import type { Feeds } from '../../src/feeds/feeds.ts';
import type { Subscription } from '../../src/feeds/subscriptions.ts';
import { expectSame } from './expect-same.ts';
import { levelsOf, sorted } from './model-views.ts';
import { Reader } from './reader.ts';

/** Rebuilds the book of an instrument from a snapshot and the changes since. */
export class BookReader extends Reader<BookMessage> {
  readonly name: string;
  readonly #instrumentId: number;
  readonly #bids = new Map<number, PriceLevel>();
  readonly #asks = new Map<number, PriceLevel>();
  #previous = 0;
  #hasMoreLevels = true;
  #feeds: Feeds | undefined;

  constructor(instrumentId: number, ...rest: ConstructorParameters<typeof Reader>) {
    super(...rest);
    this.#instrumentId = instrumentId;
    this.name = `the book of ${instrumentId}`;
  }

  override get isUpToDate(): boolean {
    return !this.#hasMoreLevels && this.sequence === this.#feeds?.book(this.#instrumentId)?.sequence;
  }

  checkAll(): void {
    expectSame(sorted(this.#bids, this.#asks), levelsOf(this.ledger.durable, this.#instrumentId), this.name);
  }

  protected subscribe(feeds: Feeds): Subscription<BookMessage> {
    const book = feeds.book(this.#instrumentId);
    if (book === undefined) throw new Error(`there is no book of ${this.#instrumentId}`);
    this.#feeds = feeds;
    this.#previous = 0;
    this.#hasMoreLevels = true;
    this.#bids.clear();
    this.#asks.clear();
    return book.subscribe();
  }

  protected take({ previousSequence, sequence, snapshot, delta, hasMoreLevels }: BookMessage): void {
    if (previousSequence !== this.#previous) throw new Error(`${this.name} has a gap before ${sequence}`);
    for (const level of snapshot?.bids ?? delta?.bids ?? []) put(this.#bids, level);
    for (const level of snapshot?.asks ?? delta?.asks ?? []) put(this.#asks, level);
    this.#previous = sequence;
    this.#hasMoreLevels = hasMoreLevels;
    this.sequence = sequence;
    // Of a long batch, a part may be shown already.
    if (this.isUpToDate && this.#feeds?.sequence === this.ledger.durable.events) this.checkAll();
  }
}

function put(levels: Map<number, PriceLevel>, { price, quantity, orderCount }: PriceLevel): void {
  if (quantity === 0) levels.delete(price);
  else levels.set(price, { price, quantity, orderCount });
}
