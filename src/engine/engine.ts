import type { Instrument } from '../domain/instrument.ts';
import { MAX_TICKS } from '../domain/limits.ts';
import { CancelReason, OrderType, type Side } from '../domain/order.ts';
import type { OrderTerms } from '../domain/order-terms.ts';
import type { Party } from '../domain/party.ts';
import type { EventHandlers, FrameConsumer } from '../events/frame.ts';
import type { BookSide } from './book/book-side.ts';
import {
  acceptedRecord,
  amendedRecord,
  canceledRecord,
  restedRecord,
  tradedRecord,
} from './event-records.ts';
import { Fold } from './fold.ts';
import { IncomingOrder } from './incoming-order.ts';
import type { MatchingEngine } from './matching-engine.ts';
import { checkOrderId, checkQuantity, isOrderId, isQuantity } from './preconditions.ts';
import type { RestingOrder } from './resting-order.ts';
import { keepsPriority } from './rules/amend-priority.ts';
import { isKilled } from './rules/fill-or-kill.ts';
import { mustNotTrade } from './rules/post-only.ts';
import { RESTS, remainderOf } from './rules/remainder.ts';
import { State } from './state.ts';
import type { StateVisitor } from './state-visitor.ts';

// V8 looks up an imported constant at each use, and compiles a constant of the module into the machine code.
const LIMIT = OrderType.Limit;
const REQUESTED = CancelReason.Requested;
const POST_ONLY = CancelReason.PostOnly;
const REST = RESTS;
/** `slot & SLOT` is the slot. V8 then knows that it is not negative, and extends no sign at each index. */
const SLOT = 0x7fffffff;
/** The rank of the best possible price. */
const HIGHEST_RANK = MAX_TICKS;

export interface EngineOptions {
  /** Capacity in orders at the beginning, and the smallest one later. A power of two. */
  readonly initialOrders?: number;
}

/**
 * The engine of the exchange: integers in typed arrays, without an allocation per order.
 *
 * `place` and `cancel` are by far the most frequent commands. They do themselves what `RestingOrders.insert` and `remove` do for
 * all others. V8 inlines functions of up to 460 bytes of bytecode, and at most 920 bytes into one function. These two are longer,
 * so V8 compiles each as a function of its own, and inlines all that it calls: such a command is one call. With a call of
 * `insert` or `remove` it takes 1.1 times as long. For the same reason the hot classes have `private` fields and not `#` fields,
 * which take half as much bytecode again. A `declare` field has no value before the constructor sets it, so V8 knows its class.
 */
export class Engine implements MatchingEngine {
  readonly fold: FrameConsumer;
  declare private readonly consumer: EventHandlers;
  private readonly accepted = acceptedRecord();
  private readonly rested = restedRecord();
  private readonly traded = tradedRecord();
  private readonly canceled = canceledRecord();
  private readonly amended = amendedRecord();
  private readonly incoming = new IncomingOrder();
  declare private readonly state: State;

  constructor(consumer: EventHandlers, options: EngineOptions = {}) {
    this.consumer = consumer;
    this.state = new State(options.initialOrders ?? 1024);
    this.fold = new Fold(this.state);
  }

  get lastOrderId(): number {
    return this.state.lastOrderId;
  }

  get lastTradeId(): number {
    return this.state.lastTradeId;
  }

  get openOrders(): number {
    return this.state.live;
  }

  openOrdersOf(partyNumber: number): number {
    return this.state.openOrdersOf(partyNumber);
  }

  ordersOf(partyNumber: number): number[] {
    return this.state.ordersOf(partyNumber);
  }

  createInstrument(instrument: Instrument): void {
    this.state.addInstrument(instrument);
    this.consumer.instrumentCreated?.({ instrument });
  }

  createParty(party: Party): void {
    this.state.addParty(party);
    this.consumer.partyCreated?.({ party });
  }

  setPartyStatus(partyNumber: number, isDisabled: boolean): void {
    this.checkParty(partyNumber);
    this.consumer.partyStatusChanged?.({ partyNumber, isDisabled });
  }

  place(orderId: number, terms: OrderTerms): void {
    const { partyNumber, price, quantity } = terms;
    const state = this.state;
    const side = state.side(terms.instrumentId, terms.side) ?? this.noInstrument(terms.instrumentId);
    const rank = terms.orderType === LIMIT ? side.rankAt(price) : HIGHEST_RANK;
    const isSound =
      rank !== 0 &&
      orderId > state.lastOrderId &&
      ((orderId | 0) === orderId || isOrderId(orderId)) &&
      ((quantity | 0) === quantity ? quantity > 0 : isQuantity(quantity)) &&
      (partyNumber | 0) === partyNumber &&
      partyNumber > 0 &&
      partyNumber <= state.partyCount;
    if (!isSound) this.refuse(orderId, terms);
    state.lastOrderId = orderId;
    const accepted = this.accepted;
    accepted.orderId = orderId;
    accepted.terms = terms;
    this.consumer.orderAccepted?.(accepted);

    const remainder = remainderOf(terms);
    if (remainder !== REST || side.crosses(rank)) {
      this.enter(orderId, terms, remainder, rank, side);
      return;
    }
    // As `RestingOrders.insert`. Rare calls come last, because after a call V8 checks again what it knew of each object.
    const slot = state.free & SLOT;
    const cells = state.cells;
    state.free = cells[slot | 4] as number;
    state.live++;
    state.openByParty[partyNumber] = (state.openByParty[partyNumber] as number) + 1;
    cells[slot] = rank;
    cells[slot | 1] = quantity;
    cells[slot | 2] = 0;
    cells[slot | 3] = orderId;
    cells[slot | 4] = 0;
    cells[slot | 6] = terms.postOnly === true ? partyNumber | 0x1000000 : partyNumber;
    cells[slot | 7] = side.index << 16;
    const rested = this.rested;
    rested.orderId = orderId;
    rested.instrumentId = side.instrumentId;
    rested.side = side.side;
    rested.price = price;
    rested.leavesQuantity = quantity;
    if ((quantity | 0) !== quantity || (orderId | 0) !== orderId) {
      state.writeUpperHalves(slot, orderId, quantity, 0);
    }
    const place = orderId & state.mask;
    if (state.ring[place] === 0) state.ring[place] = slot;
    else state.makeRoom(orderId, slot);
    const previous = side.append(rank, slot) & SLOT;
    cells[slot | 5] = previous;
    cells[previous | 4] = slot;
    if (state.free === 0) state.addFree();
    this.consumer.orderRested?.(rested);
  }

  amend(orderId: number, price: number, quantity: number): boolean {
    const state = this.state;
    const slot = state.find(orderId);
    if (slot === 0) return false;
    checkQuantity(quantity);
    const leaves = quantity - state.cumOf(slot);
    const priorityKept = keepsPriority(state.priceAt(slot), state.leavesOf(slot), price, leaves);
    this.change(slot, orderId, price, Math.max(leaves, 0), priorityKept);
    return true;
  }

  replace(orderId: number, price: number, leaves: number): boolean {
    const state = this.state;
    const slot = state.find(orderId);
    if (slot === 0) return false;
    checkQuantity(leaves);
    checkQuantity(leaves + state.cumOf(slot));
    this.change(slot, orderId, price, leaves, false);
    return true;
  }

  cancel(orderId: number, reason: CancelReason = REQUESTED): boolean {
    const state = this.state;
    const cells = state.cells;
    // As `RestingOrders.find`.
    const place = orderId & state.mask;
    let slot = (state.ring[place] as number) & SLOT;
    if (cells[slot | 3] !== orderId || ((cells[slot | 7] as number) & 0xffff) !== 0) {
      slot = state.findOther(orderId, slot) & SLOT;
    }
    if (slot === 0) return false;
    const side = state.sides[(cells[slot | 7] as number) >>> 16] as BookSide;
    const rank = cells[slot] as number;
    const leaves = cells[slot | 1] as number;
    const partyNumber = (cells[slot | 6] as number) & 0xffffff;
    const canceled = this.canceled;
    canceled.orderId = orderId;
    canceled.instrumentId = side.instrumentId;
    canceled.partyNumber = partyNumber;
    canceled.side = side.side;
    canceled.price = side.priceOf(rank);
    canceled.canceledQuantity = leaves >= 0 ? leaves : state.leavesOf(slot);
    canceled.reason = reason;
    canceled.wasResting = true;
    // As `RestingOrders.remove`.
    const next = (cells[slot | 4] as number) & SLOT;
    const previous = (cells[slot | 5] as number) & SLOT;
    cells[next | 5] = previous;
    cells[previous | 4] = next;
    cells[slot] = 0;
    cells[slot | 4] = state.free;
    state.free = slot;
    state.live--;
    state.openByParty[partyNumber] = (state.openByParty[partyNumber] as number) - 1;
    if (state.ring[place] === slot) state.ring[place] = 0;
    else state.old.delete(orderId);
    side.detach(rank, slot, previous, next);
    this.consumer.orderCanceled?.(canceled);
    if (state.live < state.sparseRingBelow || state.live < state.sparseBelow) state.compact();
    return true;
  }

  ownerOf(orderId: number): number {
    const slot = this.state.find(orderId);
    return slot === 0 ? 0 : this.state.partyOf(slot);
  }

  instrumentOf(orderId: number): number {
    const slot = this.state.find(orderId);
    return slot === 0 ? 0 : this.state.sideAt(slot).instrumentId;
  }

  sideOf(orderId: number): Side | 0 {
    const slot = this.state.find(orderId);
    return slot === 0 ? 0 : this.state.sideAt(slot).side;
  }

  priceOf(orderId: number): number {
    const slot = this.state.find(orderId);
    return slot === 0 ? 0 : this.state.priceAt(slot);
  }

  leavesOf(orderId: number): number {
    const slot = this.state.find(orderId);
    return slot === 0 ? 0 : this.state.leavesOf(slot);
  }

  cumOf(orderId: number): number {
    const slot = this.state.find(orderId);
    return slot === 0 ? 0 : this.state.cumOf(slot);
  }

  restoreOrder(order: RestingOrder): void {
    const { orderId, partyNumber, price, leaves, cum } = order;
    const side = this.state.side(order.instrumentId, order.side) ?? this.noInstrument(order.instrumentId);
    const rank = side.rankAt(price);
    if (rank === 0) throw notOnTick(price, side.instrumentId);
    if (side.crosses(rank)) throw new RangeError(`order ${orderId} crosses the book`);
    if (this.state.find(orderId) !== 0) throw new RangeError(`order ${orderId} rests already`);
    checkOrderId(orderId);
    this.checkParty(partyNumber);
    checkQuantity(leaves);
    checkQuantity(leaves + cum);
    if (cum < 0) throw new RangeError(`order ${orderId} has traded ${cum}`);
    const resting = this.incoming;
    resting.orderId = orderId;
    resting.partyNumber = partyNumber;
    resting.rank = rank;
    resting.leaves = leaves;
    resting.cum = cum;
    resting.isPostOnly = order.isPostOnly;
    this.state.insert(resting, side);
  }

  restoreCounters(lastOrderId: number, lastTradeId: number): void {
    this.state.lastOrderId = lastOrderId;
    this.state.lastTradeId = lastTradeId;
  }

  visitState(visitor: StateVisitor): void {
    this.state.visit(visitor);
  }

  /** A new order that trades, or is canceled at once. */
  private enter(
    orderId: number,
    terms: OrderTerms,
    remainder: IncomingOrder['remainder'],
    rank: number,
    side: BookSide,
  ): void {
    const order = this.incoming;
    order.orderId = orderId;
    order.partyNumber = terms.partyNumber;
    order.rank = rank;
    order.price = terms.price;
    order.leaves = terms.quantity;
    order.cum = 0;
    order.isPostOnly = terms.postOnly === true;
    order.remainder = remainder;
    if (side.crosses(rank)) this.take(order, side);
    else this.leave(order, side);
  }

  /** An order that crosses the book trades, unless a rule forbids it. */
  private take(order: IncomingOrder, side: BookSide): void {
    const makers = side.opposite;
    const limit = side.limitOf(order.rank);
    if (isKilled(order, makers, limit)) {
      this.leave(order, side);
    } else if (mustNotTrade(order)) {
      this.cancelRemainder(order, side, POST_ONLY);
    } else {
      this.match(order, makers, limit);
      this.state.compact();
      if (order.leaves > 0) this.leave(order, side);
    }
  }

  /** The part of an order that does not trade rests or is canceled. */
  private leave(order: IncomingOrder, side: BookSide): void {
    if (order.remainder === REST) this.rest(order, side);
    else this.cancelRemainder(order, side, order.remainder);
  }

  /** Trades with makers, the best price first and then by time, down to the rank `limit`. */
  private match(order: IncomingOrder, makers: BookSide, limit: number): void {
    const state = this.state;
    const traded = this.traded;
    traded.instrumentId = makers.instrumentId;
    traded.aggressorSide = makers.opposite.side;
    traded.takerOrderId = order.orderId;
    traded.takerPartyNumber = order.partyNumber;
    let leaves = order.leaves;
    while (leaves > 0 && makers.best >= limit) {
      const maker = makers.headAt(makers.best);
      const open = state.leavesOf(maker);
      const quantity = Math.min(open, leaves);
      const makerOrderId = state.idOf(maker);
      leaves -= quantity;
      traded.tradeId = ++state.lastTradeId;
      traded.price = makers.priceOf(makers.best);
      traded.quantity = quantity;
      traded.makerOrderId = makerOrderId;
      traded.makerPartyNumber = state.partyOf(maker);
      traded.makerLeavesQuantity = open - quantity;
      traded.takerLeavesQuantity = leaves;
      if (quantity === open) state.remove(maker, makerOrderId, makers);
      else state.fill(maker, open - quantity, quantity);
      this.consumer.orderTraded?.(traded);
    }
    order.cum += order.leaves - leaves;
    order.leaves = leaves;
  }

  private rest(order: IncomingOrder, side: BookSide): void {
    this.state.insert(order, side);
    const rested = this.rested;
    rested.orderId = order.orderId;
    rested.instrumentId = side.instrumentId;
    rested.side = side.side;
    rested.price = order.price;
    rested.leavesQuantity = order.leaves;
    this.consumer.orderRested?.(rested);
  }

  private cancelRemainder(order: IncomingOrder, side: BookSide, reason: CancelReason): void {
    const canceled = this.canceled;
    canceled.orderId = order.orderId;
    canceled.instrumentId = side.instrumentId;
    canceled.partyNumber = order.partyNumber;
    canceled.side = side.side;
    canceled.price = order.price;
    canceled.canceledQuantity = order.leaves;
    canceled.reason = reason;
    canceled.wasResting = false;
    this.consumer.orderCanceled?.(canceled);
  }

  /**
   * Changes a resting order. One that keeps its priority only has less open. Another leaves the book and, unless that closes it,
   * enters again like a new one.
   */
  private change(slot: number, orderId: number, price: number, leaves: number, priorityKept: boolean): void {
    const state = this.state;
    const side = state.sideAt(slot);
    const rank = side.rankAt(price);
    if (rank === 0) throw notOnTick(price, side.instrumentId);
    const amended = this.amended;
    amended.orderId = orderId;
    amended.instrumentId = side.instrumentId;
    amended.partyNumber = state.partyOf(slot);
    amended.side = side.side;
    amended.oldPrice = side.priceOf(state.rankOf(slot));
    amended.oldLeavesQuantity = state.leavesOf(slot);
    amended.price = price;
    amended.leavesQuantity = leaves;
    amended.priorityKept = priorityKept;
    if (priorityKept) {
      state.fill(slot, leaves, 0);
      this.consumer.orderAmended?.(amended);
      return;
    }
    const order = this.incoming;
    order.orderId = orderId;
    order.partyNumber = state.partyOf(slot);
    order.rank = rank;
    order.price = price;
    order.leaves = leaves;
    order.cum = state.cumOf(slot);
    order.isPostOnly = state.isPostOnly(slot);
    order.remainder = REST;
    state.remove(slot, orderId, side);
    this.consumer.orderAmended?.(amended);
    if (leaves === 0) state.compact();
    else if (side.crosses(rank)) this.take(order, side);
    else this.rest(order, side);
  }

  private noInstrument(instrumentId: number): never {
    throw new RangeError(`no instrument ${instrumentId}`);
  }

  private checkParty(partyNumber: number): void {
    if (!this.state.hasParty(partyNumber)) throw new RangeError(`no party ${partyNumber}`);
  }

  /** Says what is wrong with a new order. */
  private refuse(orderId: number, { instrumentId, partyNumber, price, quantity }: OrderTerms): never {
    this.checkParty(partyNumber);
    checkQuantity(quantity);
    checkOrderId(orderId);
    if (orderId <= this.state.lastOrderId) throw new RangeError(`order id ${orderId} does not ascend`);
    throw notOnTick(price, instrumentId);
  }
}

function notOnTick(price: number, instrumentId: number): RangeError {
  return new RangeError(`price ${price} is not on a tick of instrument ${instrumentId}`);
}
