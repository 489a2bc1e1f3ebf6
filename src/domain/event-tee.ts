import type { EventSink, TimedEventSink } from './event-sink.ts';
import type { ImportedPosition } from './imported-position.ts';
import type { Instrument } from './instrument.ts';
import type { CancelReason, OrderType, Side, TimeInForce } from './order.ts';
import type { OrderSnapshot } from './order-snapshot.ts';
import type { Party } from './party.ts';
import type { Trade } from './trade.ts';

/** Hands every event to several sinks, in the order given. */
export class EventTee implements EventSink {
  readonly #sinks: readonly EventSink[];

  constructor(sinks: readonly EventSink[]) {
    this.#sinks = sinks;
  }

  instrumentCreated(instrument: Instrument): void {
    for (const sink of this.#sinks) sink.instrumentCreated(instrument);
  }

  partyCreated(party: Party): void {
    for (const sink of this.#sinks) sink.partyCreated(party);
  }

  partyStatusChanged(partyNumber: number, isDisabled: boolean): void {
    for (const sink of this.#sinks) sink.partyStatusChanged(partyNumber, isDisabled);
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
    clientOrderId: string,
  ): void {
    for (const sink of this.#sinks) {
      sink.accepted(
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
    }
  }

  rested(orderId: number, instrumentId: number, side: Side, price: number, leaves: number): void {
    for (const sink of this.#sinks) sink.rested(orderId, instrumentId, side, price, leaves);
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
    for (const sink of this.#sinks) {
      sink.traded(
        tradeId,
        instrumentId,
        price,
        quantity,
        aggressorSide,
        makerOrderId,
        makerPartyNumber,
        makerLeaves,
        takerOrderId,
        takerPartyNumber,
        takerLeaves,
      );
    }
  }

  canceled(
    orderId: number,
    instrumentId: number,
    partyNumber: number,
    side: Side,
    price: number,
    canceledQuantity: number,
    reason: CancelReason,
    wasResting: boolean,
  ): void {
    for (const sink of this.#sinks) {
      sink.canceled(orderId, instrumentId, partyNumber, side, price, canceledQuantity, reason, wasResting);
    }
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
    for (const sink of this.#sinks) {
      sink.amended(
        orderId,
        instrumentId,
        partyNumber,
        side,
        oldPrice,
        oldLeaves,
        price,
        leaves,
        priorityKept,
      );
    }
  }

  importBegun(lastOrderId: number, lastTradeId: number): void {
    for (const sink of this.#sinks) sink.importBegun(lastOrderId, lastTradeId);
  }

  orderImported(order: OrderSnapshot): void {
    for (const sink of this.#sinks) sink.orderImported(order);
  }

  tradeImported(trade: Trade): void {
    for (const sink of this.#sinks) sink.tradeImported(trade);
  }

  positionImported(position: ImportedPosition): void {
    for (const sink of this.#sinks) sink.positionImported(position);
  }
}

/** The same where some of the sinks want to know the time too. */
export class TimedEventTee extends EventTee implements TimedEventSink {
  readonly #timed: readonly TimedEventSink[];

  constructor(timed: readonly TimedEventSink[], untimed: readonly EventSink[]) {
    super([...timed, ...untimed]);
    this.#timed = timed;
  }

  at(sequence: number, timeNs: bigint): void {
    for (const sink of this.#timed) sink.at(sequence, timeNs);
  }
}
