import type { EventSink } from '../../src/domain/event-sink.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { CancelReason, OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { OrderSnapshot } from '../../src/domain/order-snapshot.ts';
import type { Party } from '../../src/domain/party.ts';
import { InconsistentEventError } from '../../src/engine/inconsistent-event-error.ts';
import type { ReferenceEngine, ReferenceOrder } from './reference-engine.ts';

/** Applies events to a reference engine as plainly as it matches. */
export class ReferenceFold implements EventSink {
  readonly #engine: ReferenceEngine;
  /** The order of the command that is told of, while it is out of the book. */
  #taker: ReferenceOrder | undefined;

  constructor(engine: ReferenceEngine) {
    this.#engine = engine;
  }

  instrumentCreated(instrument: Instrument): void {
    expect(!this.#engine.books.has(instrument.instrumentId), 'the instrument is new');
    this.#engine.books.set(instrument.instrumentId, { instrument, bids: [], asks: [] });
  }

  partyCreated(party: Party): void {
    expect(party.partyNumber === this.#engine.parties.length + 1, 'the party is the next');
    this.#engine.parties.push(party);
  }

  accepted(
    orderId: number,
    instrumentId: number,
    partyNumber: number,
    side: Side,
    _orderType: OrderType,
    _timeInForce: TimeInForce,
    price: number,
    quantity: number,
  ): void {
    expect(this.#taker === undefined, 'the order before has ended');
    expect(orderId > this.#engine.lastOrderId, 'order ids ascend');
    expect(this.#engine.books.has(instrumentId), 'the instrument is there');
    expect(partyNumber <= this.#engine.parties.length, 'the party is there');
    this.#engine.lastOrderId = orderId;
    this.#taker = { orderId, instrumentId, partyNumber, side, price, leaves: quantity, cum: 0 };
  }

  rested(orderId: number, instrumentId: number, side: Side, price: number, leaves: number): void {
    const taker = this.#takeTaker(orderId);
    expect(taker.instrumentId === instrumentId && taker.side === side, 'it is the same order');
    expect(taker.price === price && taker.leaves === leaves, 'it is as it was left');
    this.#taker = undefined;
    this.#engine.insert(taker);
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
    const taker = this.#takeTaker(takerOrderId);
    const maker = this.#restingOrder(makerOrderId);
    expect(tradeId === this.#engine.lastTradeId + 1, 'trade ids count up');
    expect(maker.instrumentId === instrumentId && taker.instrumentId === instrumentId, 'one instrument');
    expect(maker.side !== taker.side && taker.side === aggressorSide, 'the sides are opposite');
    expect(
      maker.partyNumber === makerPartyNumber && taker.partyNumber === takerPartyNumber,
      'the parties are theirs',
    );
    expect(maker.price === price, "the price is the maker's");
    expect(quantity > 0 && maker.leaves - quantity === makerLeaves && makerLeaves >= 0, 'maker leaves');
    expect(taker.leaves - quantity === takerLeaves && takerLeaves >= 0, 'taker leaves');
    for (const order of [maker, taker]) {
      order.leaves -= quantity;
      order.cum += quantity;
    }
    this.#engine.lastTradeId = tradeId;
    if (makerLeaves === 0) this.#engine.remove(maker);
    if (takerLeaves === 0) this.#taker = undefined;
  }

  canceled(
    orderId: number,
    _instrumentId: number,
    partyNumber: number,
    _side: Side,
    price: number,
    canceledQuantity: number,
    _reason: CancelReason,
    wasResting: boolean,
  ): void {
    const order = wasResting ? this.#restingOrder(orderId) : this.#takeTaker(orderId);
    expect(order.partyNumber === partyNumber && order.price === price, 'it is the same order');
    expect(order.leaves === canceledQuantity, 'all that was open is canceled');
    if (wasResting) this.#engine.remove(order);
    else this.#taker = undefined;
  }

  amended(
    orderId: number,
    _instrumentId: number,
    _partyNumber: number,
    _side: Side,
    oldPrice: number,
    oldLeaves: number,
    price: number,
    leaves: number,
    priorityKept: boolean,
  ): void {
    const order = this.#restingOrder(orderId);
    expect(order.price === oldPrice && order.leaves === oldLeaves, 'it was so before');
    order.leaves = leaves;
    if (priorityKept) return;
    this.#engine.remove(order);
    order.price = price;
    if (leaves > 0) this.#taker = order;
  }

  importBegun(lastOrderId: number, lastTradeId: number): void {
    expect(this.#engine.lastOrderId === 0 && this.#engine.parties.length === 0, 'nothing has begun');
    this.#engine.lastOrderId = lastOrderId;
    this.#engine.lastTradeId = lastTradeId;
  }

  orderImported(order: OrderSnapshot): void {
    const {
      orderId,
      instrumentId,
      partyNumber,
      side,
      price,
      leavesQuantity: leaves,
      cumQuantity: cum,
    } = order;
    expect(orderId <= this.#engine.lastOrderId, 'its id was given out');
    expect(this.#engine.books.has(instrumentId), 'the instrument is there');
    expect(partyNumber <= this.#engine.parties.length, 'the party is there');
    if (leaves > 0) this.#engine.insert({ orderId, instrumentId, partyNumber, side, price, leaves, cum });
  }

  tradeImported(): void {}

  partyStatusChanged(): void {}

  positionImported(): void {}

  #takeTaker(orderId: number): ReferenceOrder {
    if (this.#taker?.orderId !== orderId) throw new InconsistentEventError(`${orderId} is not the taker`);
    return this.#taker;
  }

  #restingOrder(orderId: number): ReferenceOrder {
    const order = this.#engine.resting.get(orderId);
    if (order === undefined) throw new InconsistentEventError(`${orderId} is not resting`);
    return order;
  }
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new InconsistentEventError(`not so: ${what}`);
}
