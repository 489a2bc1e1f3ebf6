import { MAX_ORDER_ID } from '../domain/limits.ts';
import { OrderType, type Side } from '../domain/order.ts';
import type {
  ImportBegun,
  InstrumentCreated,
  OrderAccepted,
  OrderAmended,
  OrderCanceled,
  OrderImported,
  OrderRested,
  OrderTraded,
  PartyCreated,
  PartyStatusChanged,
  TradeImported,
} from '../events/events.ts';
import type { FrameConsumer } from '../events/frame.ts';
import type { BookSide } from './book/book-side.ts';
import { IncomingOrder } from './incoming-order.ts';
import { InconsistentEventError } from './inconsistent-event-error.ts';
import { isQuantity } from './preconditions.ts';
import type { State } from './state.ts';

/**
 * Applies frames of the past to the state. It decides nothing: the rules of that time decided which orders traded. It checks
 * that every number follows from the state.
 */
export class Fold implements FrameConsumer {
  readonly #state: State;
  /** The order that trades or rests next, while it is out of the book. */
  readonly #incoming = new IncomingOrder();

  constructor(state: State) {
    this.#state = state;
  }

  end(): void {
    this.#checkNothingIncoming();
  }

  instrumentCreated({ instrument }: InstrumentCreated): void {
    const { instrumentId } = instrument;
    check(this.#state.book(instrumentId) === undefined, 'second instrument', instrumentId);
    this.#state.addInstrument(instrument);
  }

  partyCreated({ party }: PartyCreated): void {
    const { partyNumber } = party;
    check(partyNumber === this.#state.partyCount + 1, 'party number that does not follow', partyNumber);
    this.#state.addParty(party);
  }

  partyStatusChanged({ partyNumber }: PartyStatusChanged): void {
    check(this.#state.hasParty(partyNumber), 'party', partyNumber);
  }

  orderAccepted({ orderId, terms }: OrderAccepted): void {
    const state = this.#state;
    const { partyNumber, price, quantity } = terms;
    const side = this.#sideOf(terms.instrumentId, terms.side);
    this.#checkNothingIncoming();
    check(Number.isInteger(orderId) && orderId <= MAX_ORDER_ID, 'order id', orderId);
    check(orderId > state.lastOrderId, 'order id that does not ascend', orderId);
    check(state.hasParty(partyNumber), 'party', partyNumber);
    check(isQuantity(quantity), 'quantity', quantity);
    check(terms.orderType === OrderType.Limit ? side.rankAt(price) !== 0 : price === 0, 'price', price);
    state.lastOrderId = orderId;
    const order = this.#incoming;
    order.orderId = orderId;
    order.side = side;
    order.partyNumber = partyNumber;
    order.price = price;
    order.leaves = quantity;
    order.cum = 0;
    order.isPostOnly = terms.postOnly === true;
  }

  orderRested({ orderId, instrumentId, side, price, leavesQuantity }: OrderRested): void {
    const bookSide = this.#sideOf(instrumentId, side);
    const order = this.#incoming;
    this.#checkIncoming(orderId, bookSide);
    check(price === order.price, 'price of a resting order', price);
    check(leavesQuantity === order.leaves, 'leaves of a resting order', leavesQuantity);
    order.rank = bookSide.rankAt(price);
    check(order.rank !== 0, 'price of a resting order', price);
    check(!bookSide.crosses(order.rank), 'resting across the book of order', orderId);
    this.#state.insert(order, bookSide);
    order.orderId = 0;
  }

  orderTraded(trade: OrderTraded): void {
    const state = this.#state;
    const { price, quantity, makerOrderId, makerLeavesQuantity, takerLeavesQuantity } = trade;
    const side = this.#sideOf(trade.instrumentId, trade.aggressorSide);
    const order = this.#incoming;
    this.#checkIncoming(trade.takerOrderId, side);
    check(trade.tradeId === state.lastTradeId + 1, 'trade id', trade.tradeId);
    check(trade.takerPartyNumber === order.partyNumber, 'taker party', trade.takerPartyNumber);
    check(isQuantity(quantity), 'quantity', quantity);
    check(
      takerLeavesQuantity >= 0 && takerLeavesQuantity === order.leaves - quantity,
      'taker leaves',
      takerLeavesQuantity,
    );
    const makers = side.opposite;
    const maker = this.#restingAt(makerOrderId, makers, trade.makerPartyNumber);
    check(price === state.priceAt(maker), 'price', price);
    check(
      makerLeavesQuantity >= 0 && makerLeavesQuantity === state.leavesOf(maker) - quantity,
      'maker leaves',
      makerLeavesQuantity,
    );
    if (makerLeavesQuantity === 0) state.remove(maker, makerOrderId, makers);
    else state.fill(maker, makerLeavesQuantity, quantity);
    state.lastTradeId = trade.tradeId;
    order.leaves = takerLeavesQuantity;
    order.cum += quantity;
    if (takerLeavesQuantity === 0) order.orderId = 0;
    state.compact();
  }

  orderCanceled(event: OrderCanceled): void {
    const { orderId, partyNumber, price, canceledQuantity } = event;
    const state = this.#state;
    const side = this.#sideOf(event.instrumentId, event.side);
    if (!event.wasResting) {
      const order = this.#incoming;
      this.#checkIncoming(orderId, side);
      check(partyNumber === order.partyNumber, 'party', partyNumber);
      check(price === order.price, 'price', price);
      check(canceledQuantity === order.leaves, 'canceled quantity', canceledQuantity);
      order.orderId = 0;
      return;
    }
    const slot = this.#restingAt(orderId, side, partyNumber);
    check(price === state.priceAt(slot), 'price', price);
    check(canceledQuantity === state.leavesOf(slot), 'canceled quantity', canceledQuantity);
    state.remove(slot, orderId, side);
    state.compact();
  }

  orderAmended(event: OrderAmended): void {
    const { orderId, partyNumber, oldPrice, oldLeavesQuantity, price, leavesQuantity } = event;
    const state = this.#state;
    const side = this.#sideOf(event.instrumentId, event.side);
    this.#checkNothingIncoming();
    const slot = this.#restingAt(orderId, side, partyNumber);
    const cum = state.cumOf(slot);
    check(oldPrice === state.priceAt(slot), 'old price', oldPrice);
    check(oldLeavesQuantity === state.leavesOf(slot), 'old leaves', oldLeavesQuantity);
    check(side.rankAt(price) !== 0, 'price', price);
    if (event.priorityKept) {
      check(price === oldPrice, 'price of an order that kept its place', price);
      check(isQuantity(leavesQuantity) && leavesQuantity < oldLeavesQuantity, 'leaves', leavesQuantity);
      state.fill(slot, leavesQuantity, 0);
      return;
    }
    check(leavesQuantity === 0 || isQuantity(leavesQuantity + cum), 'leaves', leavesQuantity);
    check(leavesQuantity >= 0, 'leaves', leavesQuantity);
    const isPostOnly = state.isPostOnly(slot);
    state.remove(slot, orderId, side);
    if (leavesQuantity > 0) {
      const order = this.#incoming;
      order.orderId = orderId;
      order.side = side;
      order.partyNumber = partyNumber;
      order.price = price;
      order.leaves = leavesQuantity;
      order.cum = cum;
      order.isPostOnly = isPostOnly;
    }
    state.compact();
  }

  importBegun({ lastOrderId, lastTradeId }: ImportBegun): void {
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

  orderImported({ order: { orderId, terms, progress } }: OrderImported): void {
    const { partyNumber, price } = terms;
    const { leavesQuantity: leaves, cumQuantity: cum } = progress;
    const state = this.#state;
    const side = this.#sideOf(terms.instrumentId, terms.side);
    this.#checkNothingIncoming();
    check(orderId > 0 && orderId <= state.lastOrderId, 'order id of an imported order', orderId);
    check(state.hasParty(partyNumber), 'party', partyNumber);
    if (leaves === 0) return;
    const rank = side.rankAt(price);
    check(rank !== 0, 'price', price);
    check(isQuantity(leaves) && cum >= 0 && isQuantity(leaves + cum), 'leaves', leaves);
    check(state.find(orderId) === 0, 'second order', orderId);
    check(!side.crosses(rank), 'resting across the book of order', orderId);
    const order = this.#incoming;
    order.orderId = orderId;
    order.partyNumber = partyNumber;
    order.rank = rank;
    order.leaves = leaves;
    order.cum = cum;
    order.isPostOnly = terms.postOnly === true;
    this.#state.insert(order, side);
    order.orderId = 0;
  }

  /** Imported trades are checked only: they are not part of the state. */
  tradeImported({ trade: { tradeId, makerPartyNumber, takerPartyNumber } }: TradeImported): void {
    const state = this.#state;
    check(tradeId > 0 && tradeId <= state.lastTradeId, 'trade id of an imported trade', tradeId);
    check(state.hasParty(makerPartyNumber), 'party', makerPartyNumber);
    check(state.hasParty(takerPartyNumber), 'party', takerPartyNumber);
  }

  #sideOf(instrumentId: number, side: Side): BookSide {
    const bookSide = this.#state.side(instrumentId, side);
    if (bookSide === undefined) throw new InconsistentEventError(`no instrument ${instrumentId}`);
    return bookSide;
  }

  #checkNothingIncoming(): void {
    const { orderId } = this.#incoming;
    check(orderId === 0, 'event while a part of an order is neither resting nor canceled:', orderId);
  }

  #checkIncoming(orderId: number, side: BookSide): void {
    const order = this.#incoming;
    check(orderId !== 0 && orderId === order.orderId, 'taker', orderId);
    check(side.book === order.side?.book, 'instrument of the taker', side.instrumentId);
    check(side === order.side, 'side of the taker', side.side);
  }

  #restingAt(orderId: number, side: BookSide, partyNumber: number): number {
    const slot = this.#state.find(orderId);
    check(slot !== 0, 'event about an order that is not resting:', orderId);
    const actual = this.#state.sideAt(slot);
    check(actual.book === side.book, 'instrument', side.instrumentId);
    check(actual === side, 'side', side.side);
    check(this.#state.partyOf(slot) === partyNumber, 'party', partyNumber);
    return slot;
  }
}

/** `what` is a constant text, so that a check that holds builds no string. */
function check(holds: boolean, what: string, value: number): void {
  if (!holds) throw new InconsistentEventError(`inconsistent ${what} ${value}`);
}
