import { InconsistentEventError } from '../../src/engine/inconsistent-event-error.ts';
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
} from '../../src/events/events.ts';
import type { FrameConsumer } from '../../src/events/frame.ts';
import type { ReferenceEngine, ReferenceOrder } from './reference-engine.ts';

/** Applies events to a reference engine as plainly as it matches. */
export class ReferenceFold implements FrameConsumer {
  readonly #engine: ReferenceEngine;
  /** The order that is told of, while it is out of the book. */
  #taker: ReferenceOrder | undefined;

  constructor(engine: ReferenceEngine) {
    this.#engine = engine;
  }

  end(): void {
    expect(this.#taker === undefined, 'every order is in the book or closed');
  }

  instrumentCreated({ instrument }: InstrumentCreated): void {
    expect(!this.#engine.books.has(instrument.instrumentId), 'the instrument is new');
    this.#engine.books.set(instrument.instrumentId, { instrument, bids: [], asks: [] });
  }

  partyCreated({ party }: PartyCreated): void {
    expect(party.partyNumber === this.#engine.parties.length + 1, 'the party is the next');
    this.#engine.parties.push(party);
  }

  orderAccepted({ orderId, terms }: OrderAccepted): void {
    const { instrumentId, partyNumber, side, price, quantity } = terms;
    expect(this.#taker === undefined, 'the order before has ended');
    expect(orderId > this.#engine.lastOrderId, 'order ids ascend');
    expect(this.#engine.books.has(instrumentId), 'the instrument is there');
    expect(partyNumber <= this.#engine.parties.length, 'the party is there');
    this.#engine.lastOrderId = orderId;
    const isPostOnly = terms.postOnly === true;
    this.#taker = { orderId, instrumentId, partyNumber, side, price, leaves: quantity, cum: 0, isPostOnly };
  }

  orderRested({ orderId, instrumentId, side, price, leavesQuantity: leaves }: OrderRested): void {
    const taker = this.#takeTaker(orderId);
    expect(taker.instrumentId === instrumentId && taker.side === side, 'it is the same order');
    expect(taker.price === price && taker.leaves === leaves, 'it is as it was left');
    this.#taker = undefined;
    this.#engine.insert(taker);
  }

  orderTraded(trade: OrderTraded): void {
    const { tradeId, instrumentId, price, quantity } = trade;
    const { makerLeavesQuantity: makerLeaves, takerLeavesQuantity: takerLeaves } = trade;
    const taker = this.#takeTaker(trade.takerOrderId);
    const maker = this.#restingOrder(trade.makerOrderId);
    expect(tradeId === this.#engine.lastTradeId + 1, 'trade ids count up');
    expect(maker.instrumentId === instrumentId && taker.instrumentId === instrumentId, 'one instrument');
    expect(maker.side !== taker.side && taker.side === trade.aggressorSide, 'the sides are opposite');
    expect(
      maker.partyNumber === trade.makerPartyNumber && taker.partyNumber === trade.takerPartyNumber,
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

  orderCanceled({ orderId, partyNumber, price, canceledQuantity, wasResting }: OrderCanceled): void {
    const order = wasResting ? this.#restingOrder(orderId) : this.#takeTaker(orderId);
    expect(order.partyNumber === partyNumber && order.price === price, 'it is the same order');
    expect(order.leaves === canceledQuantity, 'all that was open is canceled');
    if (wasResting) this.#engine.remove(order);
    else this.#taker = undefined;
  }

  orderAmended(event: OrderAmended): void {
    const { price, leavesQuantity: leaves } = event;
    const order = this.#restingOrder(event.orderId);
    expect(this.#taker === undefined, 'the order before has ended');
    expect(order.price === event.oldPrice && order.leaves === event.oldLeavesQuantity, 'it was so before');
    order.leaves = leaves;
    if (event.priorityKept) return;
    this.#engine.remove(order);
    order.price = price;
    if (leaves > 0) this.#taker = order;
  }

  importBegun({ lastOrderId, lastTradeId }: ImportBegun): void {
    expect(this.#engine.lastOrderId === 0 && this.#engine.parties.length === 0, 'nothing has begun');
    this.#engine.lastOrderId = lastOrderId;
    this.#engine.lastTradeId = lastTradeId;
  }

  orderImported({ order: { orderId, terms, progress } }: OrderImported): void {
    const { instrumentId, partyNumber, side, price } = terms;
    const { leavesQuantity: leaves, cumQuantity: cum } = progress;
    expect(orderId <= this.#engine.lastOrderId, 'its id was given out');
    expect(this.#engine.books.has(instrumentId), 'the instrument is there');
    expect(partyNumber <= this.#engine.parties.length, 'the party is there');
    const isPostOnly = terms.postOnly === true;
    if (leaves > 0) {
      this.#engine.insert({ orderId, instrumentId, partyNumber, side, price, leaves, cum, isPostOnly });
    }
  }

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
