import type { TimedEventSink } from '../domain/event-sink.ts';
import type { ImportedPosition } from '../domain/imported-position.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { CancelReason, OrderType, Side, TimeInForce } from '../domain/order.ts';
import type { OrderSnapshot } from '../domain/order-snapshot.ts';
import type { Party } from '../domain/party.ts';
import type { Trade } from '../domain/trade.ts';
import { BatchField, ELAPSED_NS_FIELD, EventKind, FORMAT_VERSION, MAX_TIME_NS } from './batch-format.ts';
import { WireWriter } from './wire-writer.ts';

/**
 * Collects events as the bytes of one `EventBatch`, the same bytes that the generated
 * codec would write. `at` may come once for several events: each has the sequence after
 * the one before, and the same time.
 *
 * Throws a RangeError for a gap in sequence, a time that goes back, or a number that is
 * not a count: each is a mistake of the caller, and the batch stays as it was.
 */
export class BatchEncoder implements TimedEventSink {
  readonly #wire = new WireWriter();
  #firstSequence = 0;
  #eventCount = 0;
  /** Where the last whole event ends. */
  #end = 0;
  /** What `at` said last; 0 when it said nothing since `take`. */
  #sequence = 0;
  #timeNs = 0n;
  #previousTimeNs = 0n;
  #elapsedNs = 0;
  #eventStart = 0;
  #kindStart = 0;

  get eventCount(): number {
    return this.#eventCount;
  }

  get byteLength(): number {
    return this.#end;
  }

  /** 0 while the batch is empty. */
  get firstSequence(): number {
    return this.#firstSequence;
  }

  /** 0 while the batch is empty. */
  get lastSequence(): number {
    return this.#eventCount === 0 ? 0 : this.#firstSequence + this.#eventCount - 1;
  }

  /** Hands over the batch, which may not be empty, in a buffer that may be transferred; starts the next. */
  take(): Uint8Array<ArrayBuffer> {
    if (this.#eventCount === 0) throw new RangeError('A batch holds at least one event.');
    this.#wire.rewind(this.#end);
    this.#firstSequence = 0;
    this.#eventCount = 0;
    this.#end = 0;
    this.#sequence = 0;
    return this.#wire.take();
  }

  at(sequence: number, timeNs: bigint): void {
    if (this.#eventCount > 0 && sequence !== this.#firstSequence + this.#eventCount) {
      throw new RangeError(`Event ${sequence} does not follow event ${this.lastSequence}.`);
    }
    if (sequence < 1) throw new RangeError(`Sequences start at 1, not at ${sequence}.`);
    if (timeNs < 0n || timeNs > MAX_TIME_NS) throw new RangeError(`Time ${timeNs} ns is out of range.`);
    const elapsedNs = this.#eventCount === 0 ? 0 : Number(timeNs - this.#previousTimeNs);
    if (elapsedNs < 0) throw new RangeError(`Time goes back by ${-elapsedNs} ns at event ${sequence}.`);
    this.#sequence = sequence;
    this.#timeNs = timeNs;
    this.#elapsedNs = elapsedNs;
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
    const wire = this.#open(EventKind.orderAccepted);
    wire.uint(1, orderId);
    wire.uint32(2, instrumentId);
    wire.uint32(3, partyNumber);
    wire.uint32(4, side);
    wire.uint32(5, orderType);
    wire.uint32(6, timeInForce);
    wire.amount(7, price);
    wire.amount(8, quantity);
    wire.text(9, clientOrderId);
    this.#close();
  }

  rested(orderId: number, instrumentId: number, side: Side, price: number, leaves: number): void {
    const wire = this.#open(EventKind.orderRested);
    wire.uint(1, orderId);
    wire.uint32(2, instrumentId);
    wire.uint32(3, side);
    wire.amount(4, price);
    wire.amount(5, leaves);
    this.#close();
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
    const wire = this.#open(EventKind.orderTraded);
    wire.uint(1, tradeId);
    wire.uint32(2, instrumentId);
    wire.amount(3, price);
    wire.amount(4, quantity);
    wire.uint32(5, aggressorSide);
    wire.uint(6, makerOrderId);
    wire.uint32(7, makerPartyNumber);
    wire.amount(8, makerLeaves);
    wire.uint(9, takerOrderId);
    wire.uint32(10, takerPartyNumber);
    wire.amount(11, takerLeaves);
    this.#close();
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
    const wire = this.#open(EventKind.orderCanceled);
    wire.uint(1, orderId);
    wire.uint32(2, instrumentId);
    wire.uint32(3, partyNumber);
    wire.uint32(4, side);
    wire.amount(5, price);
    wire.amount(6, canceledQuantity);
    wire.uint32(7, reason);
    wire.bool(8, wasResting);
    this.#close();
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
    const wire = this.#open(EventKind.orderAmended);
    wire.uint(1, orderId);
    wire.uint32(2, instrumentId);
    wire.uint32(3, partyNumber);
    wire.uint32(4, side);
    wire.amount(5, oldPrice);
    wire.amount(6, oldLeaves);
    wire.amount(7, price);
    wire.amount(8, leaves);
    wire.bool(9, priorityKept);
    this.#close();
  }

  instrumentCreated(instrument: Instrument): void {
    const wire = this.#open(EventKind.instrumentCreated);
    wire.uint32(1, instrument.instrumentId);
    wire.text(2, instrument.symbol);
    wire.text(3, instrument.description);
    wire.uint32(4, instrument.priceScale);
    wire.uint32(5, instrument.quantityScale);
    wire.amount(6, instrument.tickSize);
    wire.amount(7, instrument.lotSize);
    wire.amount(8, instrument.maxPrice);
    wire.amount(9, instrument.maxQuantity);
    wire.uint32(10, instrument.createdBy ?? 0);
    wire.fixed64(11, instrument.createTimeNs ?? 0n);
    this.#close();
  }

  partyCreated(party: Party): void {
    const wire = this.#open(EventKind.partyCreated);
    wire.uint32(1, party.partyNumber);
    wire.text(2, party.partyId);
    wire.text(3, party.partyName);
    wire.bool(4, party.isAdmin);
    this.#close();
  }

  partyStatusChanged(partyNumber: number, isDisabled: boolean): void {
    const wire = this.#open(EventKind.partyStatusChanged);
    wire.uint32(1, partyNumber);
    wire.bool(2, isDisabled);
    this.#close();
  }

  importBegun(lastOrderId: number, lastTradeId: number): void {
    const wire = this.#open(EventKind.importBegun);
    wire.uint(1, lastOrderId);
    wire.uint(2, lastTradeId);
    this.#close();
  }

  orderImported(order: OrderSnapshot): void {
    const wire = this.#open(EventKind.orderImported);
    wire.uint(1, order.orderId);
    wire.uint32(2, order.instrumentId);
    wire.uint32(3, order.partyNumber);
    wire.uint32(4, order.side);
    wire.uint32(5, order.orderType);
    wire.uint32(6, order.timeInForce);
    wire.amount(7, order.price);
    wire.amount(8, order.quantity);
    wire.text(9, order.clientOrderId);
    wire.amount(10, order.leavesQuantity);
    wire.amount(11, order.cumQuantity);
    wire.uint(12, order.notional);
    wire.fixed64(13, order.acceptTimeNs);
    wire.fixed64(14, order.transactTimeNs);
    this.#close();
  }

  tradeImported(trade: Trade): void {
    const wire = this.#open(EventKind.tradeImported);
    wire.uint(1, trade.tradeId);
    wire.uint32(2, trade.instrumentId);
    wire.amount(3, trade.price);
    wire.amount(4, trade.quantity);
    wire.uint32(5, trade.aggressorSide);
    wire.uint(6, trade.makerOrderId);
    wire.uint32(7, trade.makerPartyNumber);
    wire.amount(8, trade.makerLeavesQuantity);
    wire.uint(9, trade.takerOrderId);
    wire.uint32(10, trade.takerPartyNumber);
    wire.amount(11, trade.takerLeavesQuantity);
    wire.fixed64(12, trade.transactTimeNs);
    this.#close();
  }

  positionImported(position: ImportedPosition): void {
    const wire = this.#open(EventKind.positionImported);
    wire.uint32(1, position.partyNumber);
    wire.uint32(2, position.instrumentId);
    wire.uint(3, position.boughtQuantity);
    wire.uint(4, position.soldQuantity);
    wire.text(5, textOf(position.boughtNotional));
    wire.text(6, textOf(position.soldNotional));
    this.#close();
  }

  #open(kind: EventKind): WireWriter {
    const wire = this.#wire;
    if (this.#sequence === 0) throw new RangeError('`at` tells when the first event of a batch happened.');
    wire.rewind(this.#end);
    if (this.#eventCount === 0) {
      wire.uint32(BatchField.formatVersion, FORMAT_VERSION);
      wire.uint(BatchField.firstSequence, this.#sequence);
      wire.fixed64(BatchField.firstTimeNs, this.#timeNs);
    }
    this.#eventStart = wire.open(BatchField.events);
    wire.uint(ELAPSED_NS_FIELD, this.#elapsedNs);
    this.#kindStart = wire.open(kind);
    return wire;
  }

  #close(): void {
    const wire = this.#wire;
    wire.close(this.#kindStart);
    wire.close(this.#eventStart);
    if (this.#eventCount++ === 0) this.#firstSequence = this.#sequence;
    this.#end = wire.position;
    this.#previousTimeNs = this.#timeNs;
    this.#elapsedNs = 0;
  }
}

/** Nothing for nothing, as numbers are written. */
function textOf(notional: bigint): string {
  return notional === 0n ? '' : String(notional);
}
