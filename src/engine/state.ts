import type { Instrument } from '../domain/instrument.ts';
import { MAX_INSTRUMENTS } from '../domain/limits.ts';
import type { Side } from '../domain/order.ts';
import type { Party } from '../domain/party.ts';
import { Book } from './book/book.ts';
import type { BookSide } from './book/book-side.ts';
import { IdleWindows } from './book/idle-windows.ts';
import { RestingOrders } from './book/resting-orders.ts';
import type { StateVisitor } from './state-visitor.ts';

/** The state that matching and the fold change: books, resting orders and parties. */
export class State {
  lastOrderId = 0;
  lastTradeId = 0;
  readonly orders: RestingOrders;
  readonly #idle = new IdleWindows();
  readonly #books: Book[] = [];
  /** Bids and asks of each book, by the index that is stored with an order. */
  readonly #sides: BookSide[] = [];
  readonly #bookById = new Map<number, Book>();
  /** The book of the last command is probably that of the next one too. */
  #lastInstrumentId = 0;
  #lastSides: readonly BookSide[] = [];
  readonly #parties: Party[] = [];
  partyCount = 0;
  readonly #relink = (from: number, to: number): void => this.#moved(from, to);

  constructor(initialOrders: number) {
    this.orders = new RestingOrders(initialOrders);
  }

  addInstrument(instrument: Instrument): void {
    if (this.#bookById.has(instrument.instrumentId)) {
      throw new RangeError(`instrument ${instrument.instrumentId} is there already`);
    }
    if (this.#books.length === MAX_INSTRUMENTS) throw new RangeError('no room for another instrument');
    const book = new Book(instrument, this.#books.length, this.orders, this.#idle);
    this.#books.push(book);
    this.#sides.push(book.bids, book.asks);
    this.#bookById.set(instrument.instrumentId, book);
  }

  addParty(party: Party): void {
    if (party.partyNumber !== this.#parties.length + 1) {
      throw new RangeError(`party ${party.partyNumber} does not follow party ${this.#parties.length}`);
    }
    this.partyCount = this.#parties.push(party);
    this.orders.addParty(party.partyNumber);
  }

  hasParty(partyNumber: number): boolean {
    return (partyNumber | 0) === partyNumber && partyNumber > 0 && partyNumber <= this.partyCount;
  }

  book(instrumentId: number): Book | undefined {
    return this.#bookById.get(instrumentId);
  }

  /** A side of the book of an instrument. */
  side(instrumentId: number, side: Side): BookSide | undefined {
    return instrumentId === this.#lastInstrumentId
      ? this.#lastSides[side]
      : this.#findSide(instrumentId, side);
  }

  #findSide(instrumentId: number, side: Side): BookSide | undefined {
    const book = this.#bookById.get(instrumentId);
    if (book === undefined) return undefined;
    this.#lastInstrumentId = instrumentId;
    this.#lastSides = book.sides;
    return book.side(side);
  }

  /** Slot of a resting order; 0 for none. */
  find(orderId: number): number {
    return this.orders.find(orderId);
  }

  /** The side on which the order rests. */
  sideAt(slot: number): BookSide {
    return this.#sides[this.orders.sideIndexOf(slot)] as BookSide;
  }

  priceAt(slot: number): number {
    return this.sideAt(slot).priceOf(this.orders.rankOf(slot));
  }

  /** The ids of a party's resting orders, lowest first. */
  ordersOf(partyNumber: number): number[] {
    const ids: number[] = [];
    const { orders } = this;
    orders.visitParty(partyNumber, orders.openOrdersOf(partyNumber), (slot) => ids.push(orders.idOf(slot)));
    return ids.sort((a, b) => a - b);
  }

  /** Frees memory that few orders use. Slots change, so no command may be running. */
  compact(): void {
    const { orders } = this;
    if (orders.live < orders.sparseRingBelow) orders.shrinkRing();
    if (orders.live < orders.sparseBelow) orders.compact(this.#relink);
  }

  visit(visitor: StateVisitor): void {
    const books = this.#books.toSorted((a, b) => a.instrumentId - b.instrumentId);
    visitor.counters(this.lastOrderId, this.lastTradeId);
    for (const book of books) visitor.instrument(book.instrument);
    for (const party of this.#parties) visitor.party(party);
    for (const book of books) this.#visitOrders(book, visitor);
  }

  #visitOrders(book: Book, visitor: StateVisitor): void {
    const { orders } = this;
    book.visit((slot, side) =>
      visitor.order({
        orderId: orders.idOf(slot),
        instrumentId: book.instrumentId,
        partyNumber: orders.partyOf(slot),
        side,
        price: this.priceAt(slot),
        leaves: orders.leavesOf(slot),
        cum: orders.cumOf(slot),
        isPostOnly: orders.isPostOnly(slot),
      }),
    );
  }

  #moved(from: number, to: number): void {
    this.sideAt(to).relink(this.orders.rankOf(to), from, to);
    this.orders.move(this.orders.idOf(to), from, to);
  }
}
