import type { Instrument } from '../domain/instrument.ts';
import { MAX_INSTRUMENTS } from '../domain/limits.ts';
import type { Side } from '../domain/order.ts';
import type { Party } from '../domain/party.ts';
import { Book } from './book/book.ts';
import type { BookSide } from './book/book-side.ts';
import { IdleWindows } from './book/idle-windows.ts';
import { RestingOrders } from './book/resting-orders.ts';
import type { StateVisitor } from './state-visitor.ts';

/** The state that matching and the fold change: resting orders, books and parties. */
export class State extends RestingOrders {
  lastOrderId = 0;
  lastTradeId = 0;
  private readonly idle = new IdleWindows();
  private readonly books: Book[] = [];
  /** Bids and asks of each book, by the index that is stored with an order. */
  readonly sides: BookSide[] = [];
  private readonly bookById = new Map<number, Book>();
  /** The book of the last command is probably that of the next one too. */
  private lastInstrumentId = 0;
  private lastSides: readonly BookSide[] = [];
  private readonly parties: Party[] = [];
  partyCount = 0;
  private readonly relink = (from: number, to: number): void => this.moved(from, to);

  addInstrument(instrument: Instrument): void {
    if (this.bookById.has(instrument.instrumentId)) {
      throw new RangeError(`instrument ${instrument.instrumentId} is there already`);
    }
    if (this.books.length === MAX_INSTRUMENTS) throw new RangeError('no room for another instrument');
    const book = new Book(instrument, this.books.length, this, this.idle);
    this.books.push(book);
    this.sides.push(book.bids, book.asks);
    this.bookById.set(instrument.instrumentId, book);
  }

  addParty(party: Party): void {
    if (party.partyNumber !== this.parties.length + 1) {
      throw new RangeError(`party ${party.partyNumber} does not follow party ${this.parties.length}`);
    }
    this.partyCount = this.parties.push(party);
    this.countOrdersOf(party.partyNumber);
  }

  hasParty(partyNumber: number): boolean {
    return (partyNumber | 0) === partyNumber && partyNumber > 0 && partyNumber <= this.partyCount;
  }

  book(instrumentId: number): Book | undefined {
    return this.bookById.get(instrumentId);
  }

  /** A side of the book of an instrument. */
  side(instrumentId: number, side: Side): BookSide | undefined {
    return instrumentId === this.lastInstrumentId ? this.lastSides[side] : this.findSide(instrumentId, side);
  }

  private findSide(instrumentId: number, side: Side): BookSide | undefined {
    const book = this.bookById.get(instrumentId);
    if (book === undefined) return undefined;
    this.lastInstrumentId = instrumentId;
    this.lastSides = book.sides;
    return book.side(side);
  }

  /** The side on which the order rests. */
  sideAt(slot: number): BookSide {
    return this.sides[this.sideIndexOf(slot)] as BookSide;
  }

  priceAt(slot: number): number {
    return this.sideAt(slot).priceOf(this.rankOf(slot));
  }

  /** The ids of a party's resting orders, lowest first. */
  ordersOf(partyNumber: number): number[] {
    const ids: number[] = [];
    this.visitParty(partyNumber, this.openOrdersOf(partyNumber), (slot) => ids.push(this.idOf(slot)));
    return ids.sort((a, b) => a - b);
  }

  /** Frees memory that few orders use. Slots change, so no command may be running. */
  compact(): void {
    if (this.live < this.sparseRingBelow) this.shrinkRing();
    if (this.live < this.sparseBelow) this.halve(this.relink);
  }

  visit(visitor: StateVisitor): void {
    const books = this.books.toSorted((a, b) => a.instrumentId - b.instrumentId);
    visitor.counters(this.lastOrderId, this.lastTradeId);
    for (const book of books) visitor.instrument(book.instrument);
    for (const party of this.parties) visitor.party(party);
    for (const book of books) this.visitOrders(book, visitor);
  }

  private visitOrders(book: Book, visitor: StateVisitor): void {
    book.visit((slot, side) =>
      visitor.order({
        orderId: this.idOf(slot),
        instrumentId: book.instrumentId,
        partyNumber: this.partyOf(slot),
        side,
        price: this.priceAt(slot),
        leaves: this.leavesOf(slot),
        cum: this.cumOf(slot),
        isPostOnly: this.isPostOnly(slot),
      }),
    );
  }

  private moved(from: number, to: number): void {
    this.sideAt(to).relink(this.rankOf(to), from, to);
    this.move(this.idOf(to), from, to);
  }
}
