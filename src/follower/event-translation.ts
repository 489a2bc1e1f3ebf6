import type { Instrument } from '../domain/instrument.ts';
import type { Order } from '../domain/order-progress.ts';
import type { Party } from '../domain/party.ts';
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
  PositionImported,
  TradeImported,
} from '../events/events.ts';
import type { Frame, FrameConsumer } from '../events/frame.ts';
import { OrderStore, progressOfNew } from '../feeds/order-store.ts';
import type { FollowerCursor } from './follower-cursor.ts';
import type { WriterEvent, WriterFrame, WriterOrder } from './writer.ts';

type Content = WriterEvent extends infer Event
  ? Event extends WriterEvent
    ? Omit<Event, 'sequence' | 'timeNs'>
    : never
  : never;

/**
 * Turns the journal's frames into those that writers take. It remembers the orders that are open at that point of the journal, so
 * its size follows the market's and not how far behind a writer is.
 */
export class EventTranslation implements FrameConsumer, FollowerCursor {
  readonly epoch: number;
  readonly #cursor: number;
  readonly #maxGroup: number;
  /** Open ones. */
  readonly #orders = new OrderStore();
  readonly #partyIds = new Map<number, string>();
  readonly #groups: WriterFrame[][] = [];
  /** Events in the last group. */
  #groupSize = 0;
  #frame: Frame | undefined;
  #events: WriterEvent[] = [];
  #sequence = 0;
  #timeNs = 0n;

  /**
   * @param epoch of the journal.
   * @param cursor the writer has the events up to this one: they only change the orders here.
   * @param maxGroup events of a group at most, unless one frame has more.
   */
  constructor(epoch: number, cursor: number, maxGroup: number) {
    this.epoch = epoch;
    this.#cursor = cursor;
    this.#maxGroup = maxGroup;
  }

  /** The last event that was translated. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Time of that event. */
  get timeNs(): bigint {
    return this.#timeNs;
  }

  /** Number of groups: the full ones, and the one that may still grow. */
  get groupCount(): number {
    return this.#groups.length;
  }

  takeGroup(): readonly WriterFrame[] | undefined {
    return this.#groups.shift();
  }

  /** The state after this event is restored next. */
  beginRestore(sequence: number, timeNs: bigint): void {
    this.#sequence = sequence;
    this.#timeNs = timeNs;
  }

  restoreInstrument(_instrument: Instrument): void {}

  restoreParty({ partyNumber, partyId }: Party): void {
    this.#partyIds.set(partyNumber, partyId);
  }

  restoreOpenOrder({ orderId, terms, progress }: Order): void {
    this.#orders.add(orderId, terms, progress);
  }

  /** Nothing can happen to closed orders. */
  restoreClosedOrder(): void {}

  restoreMarket(): void {}

  restorePosition(): void {}

  begin(frame: Frame): void {
    this.#frame = frame;
  }

  instrumentCreated({ instrument }: InstrumentCreated): void {
    this.#add({ kind: 'instrumentCreated', instrument });
  }

  partyCreated({ party }: PartyCreated): void {
    this.restoreParty(party);
    this.#add({ kind: 'partyCreated', party });
  }

  partyStatusChanged({ partyNumber, isDisabled }: PartyStatusChanged): void {
    this.#add({ kind: 'partyStatusChanged', partyNumber, isDisabled });
  }

  clockAdvanced(): void {
    this.#add({ kind: 'clockAdvanced' });
  }

  orderAccepted({ orderId, terms }: OrderAccepted): void {
    const place = this.#orders.add(orderId, terms, progressOfNew(terms, this.#current.timeNs));
    this.#add({ kind: 'orderAccepted', order: this.#changed(place) });
  }

  orderRested({ orderId }: OrderRested): void {
    this.#add({ kind: 'orderRested', order: this.#changed(this.#orders.placeOfOpen(orderId)) });
  }

  orderTraded(event: OrderTraded): void {
    const { tradeId, price, quantity, makerOrderId, takerOrderId } = event;
    const maker = this.#fill(makerOrderId, event, event.makerLeavesQuantity);
    const taker = this.#fill(takerOrderId, event, event.takerLeavesQuantity);
    this.#add({ kind: 'orderTraded', tradeId, price, quantity, maker, taker });
  }

  orderCanceled({ orderId, canceledQuantity, reason, wasResting }: OrderCanceled): void {
    const place = this.#orders.placeOfOpen(orderId);
    this.#orders.cancel(place, reason, this.#current.timeNs);
    const order = this.#changed(place);
    this.#add({ kind: 'orderCanceled', order, canceledQuantity, reason, wasResting });
  }

  orderAmended(event: OrderAmended): void {
    const { orderId, oldPrice, oldLeavesQuantity, priorityKept } = event;
    const place = this.#orders.placeOfOpen(orderId);
    this.#orders.amend(place, event, this.#current.timeNs);
    const order = this.#changed(place);
    this.#add({ kind: 'orderAmended', order, oldPrice, oldLeavesQuantity, priorityKept });
  }

  importBegun({ lastOrderId, lastTradeId }: ImportBegun): void {
    this.#add({ kind: 'importBegun', lastOrderId, lastTradeId });
  }

  orderImported({ order: imported }: OrderImported): void {
    if (imported.progress.leavesQuantity > 0) this.restoreOpenOrder(imported);
    this.#add({ kind: 'orderImported', order: this.#withOwner(imported) });
  }

  tradeImported({ trade }: TradeImported): void {
    this.#add({ kind: 'tradeImported', trade });
  }

  positionImported({ position }: PositionImported): void {
    this.#add({ kind: 'positionImported', partyId: this.#partyId(position.partyNumber), position });
  }

  end({ sequence, timeNs }: Frame): void {
    this.#sequence = sequence;
    this.#timeNs = timeNs;
    const events = this.#events;
    if (events.length === 0) return;
    this.#events = [];
    const frame: WriterFrame = { epoch: this.epoch, sequence, timeNs, events };
    const group = this.#groups.at(-1);
    if (group !== undefined && this.#groupSize + events.length <= this.#maxGroup) {
      group.push(frame);
      this.#groupSize += events.length;
    } else {
      this.#groups.push([frame]);
      this.#groupSize = events.length;
    }
  }

  get #current(): Frame {
    if (this.#frame === undefined) throw new Error('an event stands in a frame');
    return this.#frame;
  }

  #add(content: Content): void {
    const { sequence, timeNs } = this.#current;
    if (sequence > this.#cursor) this.#events.push({ ...content, sequence, timeNs });
  }

  #fill(orderId: number, event: OrderTraded, leavesQuantity: number): WriterOrder {
    const place = this.#orders.placeOfOpen(orderId);
    this.#orders.fill(place, event, leavesQuantity, this.#current.timeNs);
    return this.#changed(place);
  }

  /** The order as it stands after the event. A closed one is forgotten. */
  #changed(place: number): WriterOrder {
    const order = this.#withOwner(this.#orders.at(place));
    if (order.progress.leavesQuantity === 0) this.#orders.remove(place);
    return order;
  }

  #withOwner({ orderId, terms, progress }: Order): WriterOrder {
    return { orderId, partyId: this.#partyId(terms.partyNumber), terms, progress };
  }

  #partyId(partyNumber: number): string {
    const partyId = this.#partyIds.get(partyNumber);
    if (partyId === undefined)
      throw new Error(`an event after ${this.#sequence} is about party ${partyNumber}, which is unknown`);
    return partyId;
  }
}
