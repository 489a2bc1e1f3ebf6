import type { TimedEventSink } from '../domain/event-sink.ts';
import type { ImportedPosition } from '../domain/imported-position.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { CancelReason, OrderType, Side, TimeInForce } from '../domain/order.ts';
import { orderKindOf } from '../domain/order-kind.ts';
import type { OrderSnapshot } from '../domain/order-snapshot.ts';
import type { Party } from '../domain/party.ts';
import type { Trade } from '../domain/trade.ts';
import type { OrderState, WriterEvent } from './writer.ts';

type OpenOrder = { -readonly [Key in keyof OrderState]: OrderState[Key] };

type Happening = WriterEvent extends infer Event
  ? Event extends WriterEvent
    ? Omit<Event, 'epoch' | 'sequence' | 'timeNs'>
    : never
  : never;

/**
 * Turns the journal's events into what writers are told. It remembers the orders that are open at that point of the journal,
 * so its size follows the market's and not how far behind a writer is.
 */
export class EventTranslation implements TimedEventSink {
  readonly #epoch: number;
  readonly #toldUpTo: number;
  readonly #maxGroup: number;
  readonly #orders = new Map<number, OpenOrder>();
  readonly #partyIds = new Map<number, string>();
  readonly #groups: WriterEvent[][] = [];
  #command: WriterEvent[] = [];
  #sequence = 0;
  #timeNs = 0n;
  #toldUpToTimeNs = 0n;

  /**
   * @param epoch of the journal.
   * @param toldUpTo the events up to this one are only folded: the writer has them.
   * @param maxGroup a group has at most so many events, or one command that caused more.
   */
  constructor(epoch: number, toldUpTo: number, maxGroup: number) {
    this.#epoch = epoch;
    this.#toldUpTo = toldUpTo;
    this.#maxGroup = maxGroup;
  }

  /** The last event that is folded. */
  get sequence(): number {
    return this.#sequence;
  }

  /** When the event happened up to which nothing is told; 0 if it is not folded yet. */
  get toldUpToTimeNs(): bigint {
    return this.#toldUpToTimeNs;
  }

  /** Whole groups, and then the one that may still grow. */
  get groupCount(): number {
    return this.#groups.length;
  }

  takeGroup(): readonly WriterEvent[] | undefined {
    return this.#groups.shift();
  }

  /** What is put back is the state after this event. */
  restored(sequence: number, timeNs: bigint): void {
    this.at(sequence, timeNs);
  }

  restoreInstrument(_instrument: Instrument): void {}

  restoreParty({ partyNumber, partyId }: Party): void {
    this.#partyIds.set(partyNumber, partyId);
  }

  restoreOpenOrder(order: OrderSnapshot): void {
    this.#orders.set(order.orderId, this.#stateOf(order));
  }

  /** Nothing can happen to them any more. */
  restoreClosedOrder(): void {}

  restoreMarket(): void {}

  restorePosition(): void {}

  at(sequence: number, timeNs: bigint): void {
    this.#sequence = sequence;
    this.#timeNs = timeNs;
    if (sequence === this.#toldUpTo) this.#toldUpToTimeNs = timeNs;
  }

  instrumentCreated(instrument: Instrument): void {
    this.#tell({ kind: 'instrumentCreated', instrument }, true);
  }

  partyCreated(party: Party): void {
    this.restoreParty(party);
    this.#tell({ kind: 'partyCreated', party }, true);
  }

  partyStatusChanged(partyNumber: number, isDisabled: boolean): void {
    const partyId = this.#partyId(partyNumber);
    this.#tell({ kind: 'partyStatusChanged', partyId, partyNumber, isDisabled }, true);
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
    const order: OpenOrder = {
      orderId,
      clientOrderId,
      instrumentId,
      partyId: this.#partyId(partyNumber),
      partyNumber,
      side,
      kind: orderKindOf(orderType, timeInForce),
      price,
      quantity,
      leavesQuantity: quantity,
      cumQuantity: 0,
      canceledQuantity: 0,
      notional: 0,
      acceptTimeNs: this.#timeNs,
      transactTimeNs: this.#timeNs,
    };
    this.#orders.set(orderId, order);
    if (this.#isTold) this.#tell({ kind: 'accepted', order: { ...order } }, false);
  }

  rested(orderId: number): void {
    if (this.#isTold) this.#tell({ kind: 'rested', order: { ...this.#order(orderId) } }, true);
  }

  traded(
    tradeId: number,
    _instrumentId: number,
    price: number,
    quantity: number,
    _aggressorSide: Side,
    makerOrderId: number,
    _makerPartyNumber: number,
    makerLeaves: number,
    takerOrderId: number,
    _takerPartyNumber: number,
    takerLeaves: number,
  ): void {
    const maker = this.#fill(makerOrderId, price, quantity, makerLeaves);
    const taker = this.#fill(takerOrderId, price, quantity, takerLeaves);
    if (!this.#isTold) return;
    this.#tell(
      { kind: 'traded', tradeId, price, quantity, maker: { ...maker }, taker: { ...taker } },
      takerLeaves === 0,
    );
  }

  canceled(
    orderId: number,
    _instrumentId: number,
    _partyNumber: number,
    _side: Side,
    _price: number,
    canceledQuantity: number,
    reason: CancelReason,
    wasResting: boolean,
  ): void {
    const order = this.#order(orderId);
    order.canceledQuantity += canceledQuantity;
    this.#left(order, 0);
    this.#tell({ kind: 'canceled', order: { ...order }, canceledQuantity, reason, wasResting }, true);
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
    const order = this.#order(orderId);
    order.price = price;
    order.quantity = order.cumQuantity + leaves;
    this.#left(order, leaves);
    this.#tell(
      { kind: 'amended', order: { ...order }, oldPrice, oldLeavesQuantity: oldLeaves, priorityKept },
      priorityKept || leaves === 0,
    );
  }

  importBegun(lastOrderId: number, lastTradeId: number): void {
    this.#tell({ kind: 'importBegun', lastOrderId, lastTradeId }, true);
  }

  orderImported(imported: OrderSnapshot): void {
    const order = this.#stateOf(imported);
    if (order.leavesQuantity > 0) this.#orders.set(order.orderId, order);
    this.#tell({ kind: 'orderImported', order: { ...order } }, true);
  }

  tradeImported(trade: Trade): void {
    this.#tell({ kind: 'tradeImported', trade }, true);
  }

  positionImported(position: ImportedPosition): void {
    this.#tell({ kind: 'positionImported', partyId: this.#partyId(position.partyNumber), position }, true);
  }

  get #isTold(): boolean {
    return this.#sequence > this.#toldUpTo;
  }

  #fill(orderId: number, price: number, quantity: number, leaves: number): OpenOrder {
    const order = this.#order(orderId);
    order.cumQuantity += quantity;
    order.notional += price * quantity;
    this.#left(order, leaves);
    return order;
  }

  #left(order: OpenOrder, leaves: number): void {
    order.leavesQuantity = leaves;
    order.transactTimeNs = this.#timeNs;
    if (leaves === 0) this.#orders.delete(order.orderId);
  }

  #stateOf(order: OrderSnapshot): OpenOrder {
    return {
      orderId: order.orderId,
      clientOrderId: order.clientOrderId,
      instrumentId: order.instrumentId,
      partyId: this.#partyId(order.partyNumber),
      partyNumber: order.partyNumber,
      side: order.side,
      kind: orderKindOf(order.orderType, order.timeInForce),
      price: order.price,
      quantity: order.quantity,
      leavesQuantity: order.leavesQuantity,
      cumQuantity: order.cumQuantity,
      canceledQuantity: order.canceledQuantity,
      notional: order.notional,
      acceptTimeNs: order.acceptTimeNs,
      transactTimeNs: order.transactTimeNs,
    };
  }

  #order(orderId: number): OpenOrder {
    const order = this.#orders.get(orderId);
    if (order === undefined) throw new Error(`event ${this.#sequence} is about order ${orderId}, not open`);
    return order;
  }

  #partyId(partyNumber: number): string {
    const partyId = this.#partyIds.get(partyNumber);
    if (partyId === undefined) throw new Error(`event ${this.#sequence} is about an unknown party`);
    return partyId;
  }

  /** A command stays whole, since some destinations tell how it ended before they tell its trades. */
  #tell(happening: Happening, endsCommand: boolean): void {
    if (!this.#isTold) return;
    this.#command.push({
      ...happening,
      epoch: this.#epoch,
      sequence: this.#sequence,
      timeNs: this.#timeNs,
    });
    if (!endsCommand) return;
    const group = this.#groups.at(-1);
    if (group !== undefined && group.length + this.#command.length <= this.#maxGroup) {
      group.push(...this.#command);
    } else {
      this.#groups.push(this.#command);
    }
    this.#command = [];
  }
}
