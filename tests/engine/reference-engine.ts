import type { Instrument } from '../../src/domain/instrument.ts';
import { CancelReason, OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { OrderTerms } from '../../src/domain/order-terms.ts';
import type { Party } from '../../src/domain/party.ts';
import type { MatchingEngine } from '../../src/engine/matching-engine.ts';
import type { RestingOrder } from '../../src/engine/resting-order.ts';
import type { StateVisitor } from '../../src/engine/state-visitor.ts';
import type { EventHandlers, FrameConsumer } from '../../src/events/frame.ts';
import { ReferenceFold } from './reference-fold.ts';

export type ReferenceOrder = { -readonly [Field in keyof RestingOrder]: RestingOrder[Field] };

/** Each side sorted from best to worst, first in line first. */
interface ReferenceBook {
  readonly instrument: Instrument;
  readonly bids: ReferenceOrder[];
  readonly asks: ReferenceOrder[];
}

/** The engine as one would explain it: sorted lists of orders. What `Engine` is compared with. */
export class ReferenceEngine implements MatchingEngine {
  lastOrderId = 0;
  lastTradeId = 0;
  readonly books = new Map<number, ReferenceBook>();
  readonly parties: Party[] = [];
  readonly resting = new Map<number, ReferenceOrder>();
  readonly fold: FrameConsumer = new ReferenceFold(this);
  readonly #consumer: EventHandlers;

  constructor(consumer: EventHandlers) {
    this.#consumer = consumer;
  }

  get openOrders(): number {
    return this.resting.size;
  }

  openOrdersOf(partyNumber: number): number {
    return [...this.resting.values()].filter((order) => order.partyNumber === partyNumber).length;
  }

  ordersOf(partyNumber: number): number[] {
    return [...this.resting.values()]
      .filter((order) => order.partyNumber === partyNumber)
      .map(({ orderId }) => orderId)
      .sort((a, b) => a - b);
  }

  createInstrument(instrument: Instrument): void {
    this.books.set(instrument.instrumentId, { instrument, bids: [], asks: [] });
    this.#consumer.instrumentCreated?.({ instrument });
  }

  createParty(party: Party): void {
    this.parties.push(party);
    this.#consumer.partyCreated?.({ party });
  }

  setPartyStatus(partyNumber: number, isDisabled: boolean): void {
    this.#consumer.partyStatusChanged?.({ partyNumber, isDisabled });
  }

  place(orderId: number, terms: OrderTerms): void {
    const { instrumentId, partyNumber, side, orderType, timeInForce, price, quantity } = terms;
    this.lastOrderId = orderId;
    this.#consumer.orderAccepted?.({ orderId, terms });
    const isPostOnly = terms.postOnly === true;
    const order = { orderId, instrumentId, partyNumber, side, price, leaves: quantity, cum: 0, isPostOnly };
    const isMarket = orderType === OrderType.Market;
    if (timeInForce === TimeInForce.FillOrKill && this.#tradable(order, isMarket) < quantity) {
      this.#cancelRest(order, CancelReason.FillOrKill, false);
      return;
    }
    if (isPostOnly && this.#tradable(order, isMarket) > 0) {
      this.#cancelRest(order, CancelReason.PostOnly, false);
      return;
    }
    this.#match(order, isMarket);
    if (order.leaves === 0) return;
    if (isMarket || timeInForce === TimeInForce.ImmediateOrCancel) {
      this.#cancelRest(order, CancelReason.ImmediateOrCancel, false);
    } else {
      this.#rest(order);
    }
  }

  amend(orderId: number, price: number, quantity: number): boolean {
    const order = this.resting.get(orderId);
    if (order === undefined) return false;
    const leaves = Math.max(quantity - order.cum, 0);
    if (price === order.price && leaves > 0 && leaves < order.leaves)
      this.#amended(order, price, leaves, true);
    else this.#enterAgain(order, price, leaves);
    return true;
  }

  replace(orderId: number, price: number, leaves: number): boolean {
    const order = this.resting.get(orderId);
    if (order === undefined) return false;
    this.#enterAgain(order, price, leaves);
    return true;
  }

  cancel(orderId: number, reason: CancelReason = CancelReason.Requested): boolean {
    const order = this.resting.get(orderId);
    if (order === undefined) return false;
    this.remove(order);
    this.#cancelRest(order, reason, true);
    return true;
  }

  ownerOf(orderId: number): number {
    return this.resting.get(orderId)?.partyNumber ?? 0;
  }

  instrumentOf(orderId: number): number {
    return this.resting.get(orderId)?.instrumentId ?? 0;
  }

  sideOf(orderId: number): Side | 0 {
    return this.resting.get(orderId)?.side ?? 0;
  }

  priceOf(orderId: number): number {
    return this.resting.get(orderId)?.price ?? 0;
  }

  leavesOf(orderId: number): number {
    return this.resting.get(orderId)?.leaves ?? 0;
  }

  cumOf(orderId: number): number {
    return this.resting.get(orderId)?.cum ?? 0;
  }

  restoreOrder(order: RestingOrder): void {
    this.insert({ ...order });
  }

  restoreCounters(lastOrderId: number, lastTradeId: number): void {
    this.lastOrderId = lastOrderId;
    this.lastTradeId = lastTradeId;
  }

  visitState(visitor: StateVisitor): void {
    const books = [...this.books.values()].sort(
      (a, b) => a.instrument.instrumentId - b.instrument.instrumentId,
    );
    visitor.counters(this.lastOrderId, this.lastTradeId);
    for (const book of books) visitor.instrument(book.instrument);
    for (const party of this.parties) visitor.party(party);
    for (const book of books) {
      for (const order of [...book.bids, ...book.asks]) {
        visitor.order({ ...order });
      }
    }
  }

  /** Puts the order behind all that are at its price or better. */
  insert(order: ReferenceOrder): void {
    const line = this.#line(order.instrumentId, order.side);
    const behind = line.findIndex((other) => isBetter(order.side, order.price, other.price));
    line.splice(behind === -1 ? line.length : behind, 0, order);
    this.resting.set(order.orderId, order);
  }

  remove(order: ReferenceOrder): void {
    const line = this.#line(order.instrumentId, order.side);
    line.splice(line.indexOf(order), 1);
    this.resting.delete(order.orderId);
  }

  #line(instrumentId: number, side: Side): ReferenceOrder[] {
    const book = this.books.get(instrumentId);
    if (book === undefined) throw new RangeError(`no instrument ${instrumentId}`);
    return side === Side.Buy ? book.bids : book.asks;
  }

  #match(taker: ReferenceOrder, atAnyPrice: boolean): void {
    const makers = this.#line(taker.instrumentId, taker.side === Side.Buy ? Side.Sell : Side.Buy);
    while (taker.leaves > 0) {
      const maker = makers[0];
      if (maker === undefined) return;
      if (!atAnyPrice && isBetter(taker.side, maker.price, taker.price)) return;
      this.#trade(maker, taker);
    }
  }

  /** What could trade at the limit of an order. */
  #tradable({ instrumentId, side, price }: ReferenceOrder, atAnyPrice: boolean): number {
    return this.#line(instrumentId, side === Side.Buy ? Side.Sell : Side.Buy)
      .filter((maker) => atAnyPrice || !isBetter(side, maker.price, price))
      .reduce((sum, maker) => sum + maker.leaves, 0);
  }

  #trade(maker: ReferenceOrder, taker: ReferenceOrder): void {
    const quantity = Math.min(maker.leaves, taker.leaves);
    for (const order of [maker, taker]) {
      order.leaves -= quantity;
      order.cum += quantity;
    }
    if (maker.leaves === 0) this.remove(maker);
    this.#consumer.orderTraded?.({
      tradeId: ++this.lastTradeId,
      instrumentId: maker.instrumentId,
      price: maker.price,
      quantity,
      aggressorSide: taker.side,
      makerOrderId: maker.orderId,
      makerPartyNumber: maker.partyNumber,
      makerLeavesQuantity: maker.leaves,
      takerOrderId: taker.orderId,
      takerPartyNumber: taker.partyNumber,
      takerLeavesQuantity: taker.leaves,
    });
  }

  #rest(order: ReferenceOrder): void {
    this.insert(order);
    const { orderId, instrumentId, side, price, leaves: leavesQuantity } = order;
    this.#consumer.orderRested?.({ orderId, instrumentId, side, price, leavesQuantity });
  }

  #cancelRest(order: ReferenceOrder, reason: CancelReason, wasResting: boolean): void {
    const { orderId, instrumentId, partyNumber, side, price, leaves: canceledQuantity } = order;
    this.#consumer.orderCanceled?.({
      orderId,
      instrumentId,
      partyNumber,
      side,
      price,
      canceledQuantity,
      reason,
      wasResting,
    });
  }

  #enterAgain(order: ReferenceOrder, price: number, leaves: number): void {
    this.remove(order);
    this.#amended(order, price, leaves, false);
    if (leaves === 0) return;
    if (order.isPostOnly && this.#tradable(order, false) > 0) {
      this.#cancelRest(order, CancelReason.PostOnly, false);
      return;
    }
    this.#match(order, false);
    if (order.leaves > 0) this.#rest(order);
  }

  #amended(order: ReferenceOrder, price: number, leaves: number, priorityKept: boolean): void {
    const { orderId, instrumentId, partyNumber, side, price: oldPrice, leaves: oldLeavesQuantity } = order;
    order.price = price;
    order.leaves = leaves;
    this.#consumer.orderAmended?.({
      orderId,
      instrumentId,
      partyNumber,
      side,
      oldPrice,
      oldLeavesQuantity,
      price,
      leavesQuantity: leaves,
      priorityKept,
    });
  }
}

/** True when a price is worth more to the market on that side than another. */
function isBetter(side: Side, price: number, than: number): boolean {
  return side === Side.Buy ? price > than : price < than;
}
