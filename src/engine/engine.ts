import type { EventSink } from '../domain/event-sink.ts';
import type { Instrument } from '../domain/instrument.ts';
import { CancelReason, OrderType, Side, TimeInForce } from '../domain/order.ts';
import type { Party } from '../domain/party.ts';
import { type Book, LAST_TICK } from './book.ts';
import { Fold } from './fold.ts';
import type { MatchingEngine } from './matching-engine.ts';
import { checkedTick, checkOrderId, checkQuantity } from './preconditions.ts';
import { State } from './state.ts';
import type { StateVisitor } from './state-visitor.ts';

// An import is looked up at each use; a constant of this module is part of the machine code.
const BUY = Side.Buy;
const SELL = Side.Sell;
const LIMIT = OrderType.Limit;
const GTC = TimeInForce.GoodTillCanceled;
const REQUESTED = CancelReason.Requested;
const IOC = CancelReason.ImmediateOrCancel;

export interface EngineOptions {
  /** Orders there is room for at first, and never less; a power of two. */
  readonly initialOrders?: number;
}

/** The exchange's own engine: integers in typed arrays, and nothing allocated for an order. */
export class Engine implements MatchingEngine {
  readonly fold: EventSink;
  readonly #sink: EventSink;
  readonly #state: State;

  constructor(sink: EventSink, options: EngineOptions = {}) {
    this.#sink = sink;
    this.#state = new State(options.initialOrders ?? 1024);
    this.fold = new Fold(this.#state);
  }

  get lastOrderId(): number {
    return this.#state.lastOrderId;
  }

  get lastTradeId(): number {
    return this.#state.lastTradeId;
  }

  get openOrders(): number {
    return this.#state.pool.live;
  }

  openOrdersOf(partyNumber: number): number {
    return this.#state.openOrdersOf(partyNumber);
  }

  createInstrument(instrument: Instrument): void {
    this.#state.addInstrument(instrument);
    this.#sink.instrumentCreated(instrument);
  }

  createParty(party: Party): void {
    this.#state.addParty(party);
    this.#sink.partyCreated(party);
  }

  /** Matching does not ask for it: who may not log in sends nothing. */
  setPartyStatus(partyNumber: number, isDisabled: boolean): void {
    this.#sink.partyStatusChanged(partyNumber, isDisabled);
  }

  place(
    orderId: number,
    instrumentId: number,
    partyNumber: number,
    side: Side,
    orderType: OrderType,
    timeInForce: TimeInForce,
    price: number,
    quantity: number,
    clientOrderId: string,
  ): void {
    const book = this.#bookOf(instrumentId);
    const isLimit = orderType === LIMIT;
    const limit = isLimit ? checkedTick(book, price) : side === BUY ? LAST_TICK : 1;
    this.#checkNewId(orderId);
    this.#checkParty(partyNumber);
    checkQuantity(quantity);
    this.#state.lastOrderId = orderId;
    this.#sink.accepted(
      orderId,
      instrumentId,
      partyNumber,
      side,
      orderType,
      timeInForce,
      price,
      quantity,
      clientOrderId,
    );
    const mayRest = isLimit && timeInForce === GTC;
    this.#execute(book, orderId, partyNumber, side, limit, price, quantity, 0, mayRest);
  }

  amend(orderId: number, price: number, quantity: number): boolean {
    const slot = this.#state.find(orderId);
    if (slot === 0) return false;
    checkQuantity(quantity);
    const pool = this.#state.pool;
    const leaves = quantity - pool.cumOf(slot);
    if (leaves > 0 && leaves < pool.leavesOf(slot) && price === pool.priceOf(slot)) {
      this.#shrink(slot, orderId, leaves);
    } else {
      this.#enterAgain(slot, orderId, price, Math.max(leaves, 0));
    }
    return true;
  }

  replace(orderId: number, price: number, leaves: number): boolean {
    const slot = this.#state.find(orderId);
    if (slot === 0) return false;
    checkQuantity(leaves);
    checkQuantity(leaves + this.#state.pool.cumOf(slot));
    this.#enterAgain(slot, orderId, price, leaves);
    return true;
  }

  cancel(orderId: number): boolean {
    const state = this.#state;
    const slot = state.find(orderId);
    if (slot === 0) return false;
    const book = state.bookAt(slot);
    const side = state.sideAt(slot);
    const pool = state.pool;
    const party = pool.partyOf(slot);
    const price = pool.priceOf(slot);
    const leaves = pool.leavesOf(slot);
    state.remove(book, slot, orderId, side);
    this.#sink.canceled(orderId, book.instrumentId, party, side, price, leaves, REQUESTED, true);
    state.giveBackMemory();
    return true;
  }

  ownerOf(orderId: number): number {
    const slot = this.#state.find(orderId);
    return slot === 0 ? 0 : this.#state.pool.partyOf(slot);
  }

  instrumentOf(orderId: number): number {
    const slot = this.#state.find(orderId);
    return slot === 0 ? 0 : this.#state.bookAt(slot).instrumentId;
  }

  sideOf(orderId: number): Side | 0 {
    const slot = this.#state.find(orderId);
    return slot === 0 ? 0 : this.#state.sideAt(slot);
  }

  priceOf(orderId: number): number {
    const slot = this.#state.find(orderId);
    return slot === 0 ? 0 : this.#state.pool.priceOf(slot);
  }

  leavesOf(orderId: number): number {
    const slot = this.#state.find(orderId);
    return slot === 0 ? 0 : this.#state.pool.leavesOf(slot);
  }

  cumOf(orderId: number): number {
    const slot = this.#state.find(orderId);
    return slot === 0 ? 0 : this.#state.pool.cumOf(slot);
  }

  restoreOrder(
    orderId: number,
    instrumentId: number,
    partyNumber: number,
    side: Side,
    price: number,
    leaves: number,
    cum: number,
  ): void {
    const book = this.#bookOf(instrumentId);
    const tick = checkedTick(book, price);
    if (book.crosses(side, tick)) throw new RangeError(`order ${orderId} crosses the book`);
    if (this.#state.find(orderId) !== 0) throw new RangeError(`order ${orderId} rests already`);
    checkOrderId(orderId);
    this.#checkParty(partyNumber);
    checkQuantity(leaves);
    checkQuantity(leaves + cum);
    if (cum < 0) throw new RangeError(`order ${orderId} has traded ${cum}`);
    this.#state.rest(book, orderId, partyNumber, side, tick, price, leaves, cum);
  }

  restoreCounters(lastOrderId: number, lastTradeId: number): void {
    this.#state.lastOrderId = lastOrderId;
    this.#state.lastTradeId = lastTradeId;
  }

  visitState(visitor: StateVisitor): void {
    this.#state.visit(visitor);
  }

  /** Trades what crosses; the rest of the order rests, or is canceled when it may not. */
  #execute(
    book: Book,
    orderId: number,
    partyNumber: number,
    side: Side,
    limit: number,
    price: number,
    quantity: number,
    cum: number,
    mayRest: boolean,
  ): void {
    const leaves = book.crosses(side, limit)
      ? this.#match(book, side, limit, quantity, orderId, partyNumber)
      : quantity;
    if (leaves !== quantity) this.#state.giveBackMemory();
    const { instrumentId } = book;
    if (leaves > 0 && mayRest) {
      this.#state.rest(book, orderId, partyNumber, side, limit, price, leaves, cum + quantity - leaves);
      this.#sink.rested(orderId, instrumentId, side, price, leaves);
    } else if (leaves > 0) {
      this.#sink.canceled(orderId, instrumentId, partyNumber, side, price, leaves, IOC, false);
    }
  }

  /** Trades with the best makers in line while they cross the limit; returns what is left. */
  #match(
    book: Book,
    side: Side,
    limit: number,
    quantity: number,
    takerId: number,
    takerParty: number,
  ): number {
    const state = this.#state;
    const pool = state.pool;
    let leaves = quantity;
    let maker = book.nextMaker(side, limit);
    while (maker !== 0) {
      const open = pool.leavesOf(maker);
      const traded = Math.min(open, leaves);
      const makerId = pool.idOf(maker);
      const makerParty = pool.partyOf(maker);
      const price = pool.priceOf(maker);
      leaves -= traded;
      if (traded === open) state.remove(book, maker, makerId, side === BUY ? SELL : BUY);
      else state.reduce(maker, open - traded, traded);
      this.#sink.traded(
        ++state.lastTradeId,
        book.instrumentId,
        price,
        traded,
        side,
        makerId,
        makerParty,
        open - traded,
        takerId,
        takerParty,
        leaves,
      );
      if (leaves === 0) return 0;
      maker = book.nextMaker(side, limit);
    }
    return leaves;
  }

  /** Less of a resting order is open; it keeps its place. */
  #shrink(slot: number, orderId: number, leaves: number): void {
    const state = this.#state;
    const pool = state.pool;
    const price = pool.priceOf(slot);
    const oldLeaves = pool.leavesOf(slot);
    const party = pool.partyOf(slot);
    state.reduce(slot, leaves, 0);
    this.#sink.amended(
      orderId,
      state.bookAt(slot).instrumentId,
      party,
      state.sideAt(slot),
      price,
      oldLeaves,
      price,
      leaves,
      true,
    );
  }

  /** A resting order leaves the book and, unless it closes, comes in again as if it were new. */
  #enterAgain(slot: number, orderId: number, price: number, leaves: number): void {
    const state = this.#state;
    const book = state.bookAt(slot);
    const limit = checkedTick(book, price);
    const side = state.sideAt(slot);
    const pool = state.pool;
    const party = pool.partyOf(slot);
    const oldPrice = pool.priceOf(slot);
    const oldLeaves = pool.leavesOf(slot);
    const cum = pool.cumOf(slot);
    state.remove(book, slot, orderId, side);
    this.#sink.amended(orderId, book.instrumentId, party, side, oldPrice, oldLeaves, price, leaves, false);
    if (leaves > 0) this.#execute(book, orderId, party, side, limit, price, leaves, cum, true);
    else state.giveBackMemory();
  }

  #bookOf(instrumentId: number): Book {
    const book = this.#state.book(instrumentId);
    if (book === undefined) throw new RangeError(`no instrument ${instrumentId}`);
    return book;
  }

  #checkNewId(orderId: number): void {
    checkOrderId(orderId);
    if (orderId <= this.#state.lastOrderId) throw new RangeError(`order id ${orderId} does not ascend`);
  }

  #checkParty(partyNumber: number): void {
    if (!this.#state.hasParty(partyNumber)) throw new RangeError(`no party ${partyNumber}`);
  }
}
