import { Side } from '../domain/order.ts';
import type {
  InstrumentCreated,
  OrderAmended,
  OrderCanceled,
  OrderImported,
  OrderRested,
  OrderTraded,
} from '../events/events.ts';
import { DepthBook } from './depth-book.ts';
import type { Head } from './head.ts';
import type { View } from './view.ts';
import type { Watchers } from './watchers.ts';

interface Options {
  readonly head: Head;
  /** Called for each instrument that was listed or whose book changed. */
  readonly watchers: Watchers;
  readonly heartbeatMs: number;
}

/** The books of all instruments, by price. */
export class Books implements View {
  readonly #options: Options;
  readonly #books = new Map<number, DepthBook>();
  /** Books that changed since the last call of `publish`. */
  readonly #touched = new Set<DepthBook>();
  /** The one of the last change: most changes are in the same book as the one before. */
  #latest: DepthBook | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Undefined for an instrument that is not listed. */
  get(instrumentId: number): DepthBook | undefined {
    return this.#books.get(instrumentId);
  }

  instrumentCreated({ instrument: { instrumentId } }: InstrumentCreated): void {
    const { head, heartbeatMs } = this.#options;
    this.#books.set(instrumentId, new DepthBook(instrumentId, head.sequence, { heartbeatMs }));
    this.#touch(instrumentId);
  }

  orderRested({ instrumentId, side, price, leavesQuantity }: OrderRested): void {
    this.#touch(instrumentId).add(this.#sequence, side, price, leavesQuantity);
  }

  orderTraded({ instrumentId, aggressorSide, price, quantity, makerLeavesQuantity }: OrderTraded): void {
    const makerSide = aggressorSide === Side.Buy ? Side.Sell : Side.Buy;
    const orders = makerLeavesQuantity === 0 ? 1 : 0;
    this.#touch(instrumentId).reduce(this.#sequence, makerSide, price, quantity, orders);
  }

  orderCanceled({ instrumentId, side, price, canceledQuantity, wasResting }: OrderCanceled): void {
    if (wasResting) this.#touch(instrumentId).reduce(this.#sequence, side, price, canceledQuantity, 1);
  }

  orderAmended(event: OrderAmended): void {
    const { side, oldPrice, oldLeavesQuantity, leavesQuantity, priorityKept } = event;
    const book = this.#touch(event.instrumentId);
    if (priorityKept) book.reduce(this.#sequence, side, oldPrice, oldLeavesQuantity - leavesQuantity, 0);
    else book.reduce(this.#sequence, side, oldPrice, oldLeavesQuantity, 1);
  }

  orderImported({ order: { terms, progress } }: OrderImported): void {
    const { instrumentId, side, price } = terms;
    const { leavesQuantity } = progress;
    if (leavesQuantity > 0) this.#touch(instrumentId).add(this.#sequence, side, price, leavesQuantity);
  }

  publish(): void {
    for (const book of this.#touched) {
      book.publish();
      this.#options.watchers.touched(book.instrumentId);
    }
    this.#touched.clear();
    this.#latest = undefined;
  }

  get #sequence(): number {
    return this.#options.head.sequence;
  }

  #touch(instrumentId: number): DepthBook {
    if (this.#latest?.instrumentId === instrumentId) return this.#latest;
    const book = this.#books.get(instrumentId);
    if (book === undefined) throw new Error(`event about instrument ${instrumentId}, which is not listed`);
    this.#touched.add(book);
    this.#latest = book;
    return book;
  }
}
