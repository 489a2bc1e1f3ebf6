import type { Instrument } from '../domain/instrument.ts';
import { MAX_INSTRUMENTS } from '../domain/limits.ts';
import type { Party } from '../domain/party.ts';
import { Book } from './book/book.ts';
import type { BookSide } from './book/book-side.ts';
import { IdleWindows } from './book/idle-windows.ts';
import { OrderIndex } from './book/order-index.ts';
import { OrderPool } from './book/order-pool.ts';
import type { IncomingOrder } from './incoming-order.ts';
import { isOrderId } from './preconditions.ts';
import type { StateVisitor } from './state-visitor.ts';

const FIRST_PARTIES = 16;

/** The state that matching and the fold change: books, resting orders and parties. */
export class State {
  lastOrderId = 0;
  lastTradeId = 0;
  readonly pool: OrderPool;
  readonly #index: OrderIndex;
  readonly #idle = new IdleWindows();
  readonly #books: Book[] = [];
  /** Bids and asks of each book, by the index that the pool stores with an order. */
  readonly #sides: BookSide[] = [];
  readonly #bookById = new Map<number, Book>();
  /** The book of the last command, which is probably that of the next one too. */
  #lastBook: Book | undefined;
  #lastInstrumentId = 0;
  readonly #parties: Party[] = [];
  /** Resting orders by party number. */
  #openByParty = new Int32Array(FIRST_PARTIES);
  readonly #relink = (from: number, to: number): void => this.#moved(from, to);

  constructor(initialOrders: number) {
    this.pool = new OrderPool(initialOrders);
    this.#index = new OrderIndex(this.pool, initialOrders);
  }

  addInstrument(instrument: Instrument): void {
    if (this.#bookById.has(instrument.instrumentId)) {
      throw new RangeError(`instrument ${instrument.instrumentId} is there already`);
    }
    if (this.#books.length === MAX_INSTRUMENTS) throw new RangeError('no room for another instrument');
    const book = new Book(instrument, this.#books.length, this.pool, this.#idle);
    this.#books.push(book);
    this.#sides.push(book.bids, book.asks);
    this.#bookById.set(instrument.instrumentId, book);
  }

  addParty(party: Party): void {
    if (party.partyNumber !== this.#parties.length + 1) {
      throw new RangeError(`party ${party.partyNumber} does not follow party ${this.#parties.length}`);
    }
    this.#parties.push(party);
    if (party.partyNumber < this.#openByParty.length) return;
    const grown = new Int32Array(this.#openByParty.length * 2);
    grown.set(this.#openByParty);
    this.#openByParty = grown;
  }

  get partyCount(): number {
    return this.#parties.length;
  }

  hasParty(partyNumber: number): boolean {
    return (partyNumber | 0) === partyNumber && partyNumber > 0 && partyNumber <= this.#parties.length;
  }

  /** Ids ascend. */
  isNewId(orderId: number): boolean {
    return orderId > this.lastOrderId && isOrderId(orderId);
  }

  /** Size of the ring of order ids. */
  get idPlaces(): number {
    return this.#index.places;
  }

  openOrdersOf(partyNumber: number): number {
    return this.#openByParty[partyNumber] ?? 0;
  }

  book(instrumentId: number): Book | undefined {
    if (instrumentId === this.#lastInstrumentId) return this.#lastBook;
    const book = this.#bookById.get(instrumentId);
    if (book === undefined) return undefined;
    this.#lastInstrumentId = instrumentId;
    this.#lastBook = book;
    return book;
  }

  /** Slot of a resting order; 0 for none. */
  find(orderId: number): number {
    return this.#index.find(orderId);
  }

  /** The side on which the order rests. */
  sideAt(slot: number): BookSide {
    return this.#sides[this.pool.sideIndexOf(slot)] as BookSide;
  }

  priceAt(slot: number): number {
    return this.sideAt(slot).priceOf(this.pool.rankOf(slot));
  }

  /** Adds an order to a side, behind the orders at its price. */
  rest(order: IncomingOrder, side: BookSide): void {
    const { partyNumber } = order;
    const slot = side.add(order);
    if (order.isPostOnly) this.pool.setPostOnly(slot);
    this.#index.insert(order.orderId, slot);
    this.#openByParty[partyNumber] = (this.#openByParty[partyNumber] as number) + 1;
  }

  /** Removes a resting order and frees its slot. */
  remove(side: BookSide, slot: number, orderId: number): void {
    const partyNumber = this.pool.partyOf(slot);
    side.remove(slot);
    this.#index.remove(orderId, slot);
    this.#openByParty[partyNumber] = (this.#openByParty[partyNumber] as number) - 1;
  }

  /** Reduces the open quantity of an order, of which `traded` was traded. The order keeps its place. */
  reduce(slot: number, leaves: number, traded: number): void {
    this.pool.fill(slot, leaves, traded);
  }

  /** The ids of a party's resting orders, lowest first. */
  ordersOf(partyNumber: number): number[] {
    const ids: number[] = [];
    if (this.openOrdersOf(partyNumber) > 0) {
      this.pool.visitParty(partyNumber, (slot) => ids.push(this.pool.idOf(slot)));
    }
    return ids.sort((a, b) => a - b);
  }

  /** Frees memory that few orders use. Slots change, so no command may be running. */
  compact(): void {
    if (this.pool.live < this.#index.sparseBelow) this.#index.shrink();
    if (this.pool.live < this.pool.sparseBelow) this.pool.compact(this.#relink);
  }

  visit(visitor: StateVisitor): void {
    const books = this.#books.toSorted((a, b) => a.instrumentId - b.instrumentId);
    visitor.counters(this.lastOrderId, this.lastTradeId);
    for (const book of books) visitor.instrument(book.instrument);
    for (const party of this.#parties) visitor.party(party);
    for (const book of books) this.#visitOrders(book, visitor);
  }

  #visitOrders(book: Book, visitor: StateVisitor): void {
    const pool = this.pool;
    book.visit((slot, side) =>
      visitor.order({
        orderId: pool.idOf(slot),
        instrumentId: book.instrumentId,
        partyNumber: pool.partyOf(slot),
        side,
        price: this.priceAt(slot),
        leaves: pool.leavesOf(slot),
        cum: pool.cumOf(slot),
        isPostOnly: pool.isPostOnly(slot),
      }),
    );
  }

  #moved(from: number, to: number): void {
    this.sideAt(to).relink(this.pool.rankOf(to), from, to);
    this.#index.move(this.pool.idOf(to), from, to);
  }
}
