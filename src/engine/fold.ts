import type { EventSink } from '../domain/event-sink.ts';
import type { Instrument } from '../domain/instrument.ts';
import { MAX_ORDER_ID } from '../domain/limits.ts';
import { type CancelReason, OrderType, Side, TimeInForce } from '../domain/order.ts';
import type { OrderSnapshot } from '../domain/order-snapshot.ts';
import type { Party } from '../domain/party.ts';
import type { Trade } from '../domain/trade.ts';
import type { Book } from './book.ts';
import { InconsistentEventError } from './inconsistent-event-error.ts';
import { isQuantity } from './preconditions.ts';
import type { State } from './state.ts';

/**
 * Applies events of the past to the state. It decides nothing: which orders trade was
 * decided when the events were written, by whatever matching code there was then. It does
 * check that every number follows from the state.
 */
export class Fold implements EventSink {
  readonly #state: State;
  /** The order whose command the events tell of, while it is out of the book: id 0 for none. */
  #orderId = 0;
  #book: Book | undefined;
  #party = 0;
  #side: Side = Side.Buy;
  #price = 0;
  #leaves = 0;
  #cum = 0;
  #mayRest = false;

  constructor(state: State) {
    this.#state = state;
  }

  instrumentCreated(instrument: Instrument): void {
    this.#checkNothingOpen();
    const { instrumentId } = instrument;
    check(this.#state.book(instrumentId) === undefined, 'second instrument', instrumentId);
    this.#state.addInstrument(instrument);
  }

  partyCreated(party: Party): void {
    this.#checkNothingOpen();
    const { partyNumber } = party;
    check(partyNumber === this.#state.partyCount + 1, 'party number that does not follow', partyNumber);
    this.#state.addParty(party);
  }

  partyStatusChanged(partyNumber: number): void {
    this.#checkNothingOpen();
    check(this.#state.hasParty(partyNumber), 'party', partyNumber);
  }

  accepted(
    orderId: number,
    instrumentId: number,
    partyNumber: number,
    side: Side,
    orderType: OrderType,
    timeInForce: TimeInForce,
    price: number,
    quantity: number,
  ): void {
    const state = this.#state;
    const book = this.#bookOf(instrumentId);
    this.#checkNothingOpen();
    check(Number.isInteger(orderId) && orderId <= MAX_ORDER_ID, 'order id', orderId);
    check(orderId > state.lastOrderId, 'order id that does not ascend', orderId);
    check(state.hasParty(partyNumber), 'party', partyNumber);
    checkQuantity(quantity);
    const isLimit = orderType === OrderType.Limit;
    check(isLimit ? book.tickOf(price) !== 0 : price === 0, 'price', price);
    const mayRest = isLimit && timeInForce === TimeInForce.GoodTillCanceled;
    state.lastOrderId = orderId;
    this.#take(orderId, book, partyNumber, side, price, quantity, 0, mayRest);
  }

  rested(orderId: number, instrumentId: number, side: Side, price: number, leaves: number): void {
    const book = this.#bookOf(instrumentId);
    this.#checkTaker(orderId, book, side);
    check(this.#mayRest, 'resting of an order that may not rest', orderId);
    check(price === this.#price, 'price of a resting order', price);
    check(leaves === this.#leaves, 'leaves of a resting order', leaves);
    const tick = book.tickAt(price);
    check(!book.crosses(side, tick), 'resting across the book of order', orderId);
    this.#state.rest(book, orderId, this.#party, side, tick, price, leaves, this.#cum);
    this.#orderId = 0;
  }

  traded(
    tradeId: number,
    instrumentId: number,
    price: number,
    quantity: number,
    aggressorSide: Side,
    makerOrderId: number,
    makerPartyNumber: number,
    makerLeaves: number,
    takerOrderId: number,
    takerPartyNumber: number,
    takerLeaves: number,
  ): void {
    const state = this.#state;
    const book = this.#bookOf(instrumentId);
    this.#checkTaker(takerOrderId, book, aggressorSide);
    check(tradeId === state.lastTradeId + 1, 'trade id', tradeId);
    check(takerPartyNumber === this.#party, 'taker party', takerPartyNumber);
    checkQuantity(quantity);
    check(takerLeaves >= 0 && takerLeaves === this.#leaves - quantity, 'taker leaves', takerLeaves);
    const maker = this.#restingAt(makerOrderId, book, opposite(aggressorSide), makerPartyNumber);
    const pool = state.pool;
    const open = pool.leavesOf(maker);
    check(price === pool.priceOf(maker), 'price', price);
    check(makerLeaves >= 0 && makerLeaves === open - quantity, 'maker leaves', makerLeaves);
    if (makerLeaves === 0) state.remove(book, maker, makerOrderId, opposite(aggressorSide));
    else state.reduce(maker, makerLeaves, quantity);
    state.lastTradeId = tradeId;
    this.#leaves = takerLeaves;
    this.#cum += quantity;
    if (takerLeaves === 0) this.#orderId = 0;
    state.giveBackMemory();
  }

  canceled(
    orderId: number,
    instrumentId: number,
    partyNumber: number,
    side: Side,
    price: number,
    canceledQuantity: number,
    _reason: CancelReason,
    wasResting: boolean,
  ): void {
    const state = this.#state;
    const book = this.#bookOf(instrumentId);
    if (!wasResting) {
      this.#checkTaker(orderId, book, side);
      check(partyNumber === this.#party, 'party', partyNumber);
      check(price === this.#price, 'price', price);
      check(canceledQuantity === this.#leaves, 'canceled quantity', canceledQuantity);
      check(!this.#mayRest, 'cancel of the remainder of an order that rests', orderId);
      this.#orderId = 0;
      return;
    }
    this.#checkNothingOpen();
    const slot = this.#restingAt(orderId, book, side, partyNumber);
    check(price === state.pool.priceOf(slot), 'price', price);
    check(canceledQuantity === state.pool.leavesOf(slot), 'canceled quantity', canceledQuantity);
    state.remove(book, slot, orderId, side);
    state.giveBackMemory();
  }

  amended(
    orderId: number,
    instrumentId: number,
    partyNumber: number,
    side: Side,
    oldPrice: number,
    oldLeaves: number,
    price: number,
    leaves: number,
    priorityKept: boolean,
  ): void {
    const state = this.#state;
    const book = this.#bookOf(instrumentId);
    this.#checkNothingOpen();
    const slot = this.#restingAt(orderId, book, side, partyNumber);
    const cum = state.pool.cumOf(slot);
    check(oldPrice === state.pool.priceOf(slot), 'old price', oldPrice);
    check(oldLeaves === state.pool.leavesOf(slot), 'old leaves', oldLeaves);
    check(book.tickOf(price) !== 0, 'price', price);
    if (priorityKept) {
      check(price === oldPrice, 'price of an order that kept its place', price);
      check(leaves > 0 && leaves < oldLeaves && Number.isInteger(leaves), 'leaves', leaves);
      state.reduce(slot, leaves, 0);
      return;
    }
    check(leaves === 0 || isQuantity(leaves + cum), 'leaves', leaves);
    check(leaves >= 0, 'leaves', leaves);
    state.remove(book, slot, orderId, side);
    if (leaves > 0) this.#take(orderId, book, partyNumber, side, price, leaves, cum, true);
    state.giveBackMemory();
  }

  importBegun(lastOrderId: number, lastTradeId: number): void {
    const state = this.#state;
    check(
      state.lastOrderId === 0 && state.partyCount === 0,
      'import into what has begun, of order',
      lastOrderId,
    );
    check(Number.isInteger(lastOrderId) && lastOrderId <= MAX_ORDER_ID, 'order id', lastOrderId);
    state.lastOrderId = lastOrderId;
    state.lastTradeId = lastTradeId;
  }

  orderImported(order: OrderSnapshot): void {
    const { orderId, side, price, leavesQuantity: leaves, cumQuantity: cum } = order;
    const state = this.#state;
    const book = this.#bookOf(order.instrumentId);
    this.#checkNothingOpen();
    check(orderId > 0 && orderId <= state.lastOrderId, 'order id of an imported order', orderId);
    check(state.hasParty(order.partyNumber), 'party', order.partyNumber);
    if (leaves === 0) return;
    const tick = book.tickOf(price);
    check(tick !== 0, 'price', price);
    check(isQuantity(leaves) && cum >= 0 && isQuantity(leaves + cum), 'leaves', leaves);
    check(state.find(orderId) === 0, 'second order', orderId);
    check(!book.crosses(side, tick), 'resting across the book of order', orderId);
    state.rest(book, orderId, order.partyNumber, side, tick, price, leaves, cum);
  }

  /** What has been traded is no part of the state. */
  tradeImported({ tradeId, makerPartyNumber, takerPartyNumber }: Trade): void {
    const state = this.#state;
    check(tradeId > 0 && tradeId <= state.lastTradeId, 'trade id of an imported trade', tradeId);
    check(state.hasParty(makerPartyNumber), 'party', makerPartyNumber);
    check(state.hasParty(takerPartyNumber), 'party', takerPartyNumber);
  }

  positionImported(): void {}

  #take(
    orderId: number,
    book: Book,
    party: number,
    side: Side,
    price: number,
    leaves: number,
    cum: number,
    mayRest: boolean,
  ): void {
    this.#orderId = orderId;
    this.#book = book;
    this.#party = party;
    this.#side = side;
    this.#price = price;
    this.#leaves = leaves;
    this.#cum = cum;
    this.#mayRest = mayRest;
  }

  #bookOf(instrumentId: number): Book {
    const book = this.#state.book(instrumentId);
    if (book === undefined) throw new InconsistentEventError(`no instrument ${instrumentId}`);
    return book;
  }

  #checkNothingOpen(): void {
    check(
      this.#orderId === 0,
      'event while a part of an order is neither resting nor canceled:',
      this.#orderId,
    );
  }

  #checkTaker(orderId: number, book: Book, side: Side): void {
    check(orderId !== 0 && orderId === this.#orderId, 'taker', orderId);
    check(book === this.#book, 'instrument of the taker', book.instrumentId);
    check(side === this.#side, 'side of the taker', side);
  }

  #restingAt(orderId: number, book: Book, side: Side, partyNumber: number): number {
    const slot = this.#state.find(orderId);
    check(slot !== 0, 'event about an order that is not resting:', orderId);
    check(this.#state.bookAt(slot) === book, 'instrument', book.instrumentId);
    check(this.#state.sideAt(slot) === side, 'side', side);
    check(this.#state.pool.partyOf(slot) === partyNumber, 'party', partyNumber);
    return slot;
  }
}

function opposite(side: Side): Side {
  return side === Side.Buy ? Side.Sell : Side.Buy;
}

function checkQuantity(quantity: number): void {
  check(isQuantity(quantity), 'quantity', quantity);
}

/** The message names what was wrong; texts are constant so that a check costs nothing. */
function check(holds: boolean, what: string, value: number): void {
  if (!holds) throw new InconsistentEventError(`inconsistent ${what} ${value}`);
}
