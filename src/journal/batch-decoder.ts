import type { TimedEventSink } from '../domain/event-sink.ts';
import { CancelReason, OrderType, Side, TimeInForce } from '../domain/order.ts';
import { BatchField, ELAPSED_NS_FIELD, EventKind, FORMAT_VERSION, MAX_TIME_NS } from './batch-format.ts';
import { EventFields } from './event-fields.ts';
import { WireReader, WireType } from './wire-reader.ts';

export interface DecodedBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Time of the last event: nanoseconds since 1970-01-01 UTC. */
  readonly lastTimeNs: bigint;
}

/** One for all batches: an event is read and told before the next is read. */
const fields = new EventFields();

/**
 * Calls the sink for every event of one `EventBatch`, `at` before each.
 *
 * Throws a DamagedError for bytes that no released version has written: another format
 * version, an unknown kind of event, a value out of range, or malformed bytes. The sink
 * has seen the events before the damage. Unknown fields of known messages are skipped.
 */
export function decodeBatch(bytes: Uint8Array, sink: TimedEventSink): DecodedBatch {
  const decoding = decodeInSlices(bytes, sink, Number.POSITIVE_INFINITY);
  for (;;) {
    const step = decoding.next();
    if (step.done === true) return step.value;
  }
}

/** The same, with a bound on the events of each step. */
export function* decodeInSlices(
  bytes: Uint8Array,
  sink: TimedEventSink,
  eventsPerSlice: number,
): Generator<undefined, DecodedBatch, undefined> {
  const reader = new WireReader(bytes);
  let version = 0;
  let sequence = 0;
  let timeNs = 0n;
  let eventCount = 0;
  while (reader.position < reader.length) {
    const tag = reader.uint();
    if (tag === EVENT_TAG) {
      if (eventCount === 0) checkHeader(reader, version, sequence);
      else if (eventCount % eventsPerSlice === 0) yield;
      timeNs = decodeEvent(reader, sink, sequence + eventCount, timeNs);
      eventCount++;
    } else if (tag >>> 3 > BatchField.events) {
      reader.skip(tag & 7, reader.length);
    } else if (eventCount > 0) {
      throw reader.damaged('the head of the batch comes after its events');
    } else if (tag === VERSION_TAG) version = reader.uint();
    else if (tag === SEQUENCE_TAG) sequence = reader.uint();
    else if (tag === TIME_TAG) timeNs = reader.fixed64();
    else throw reader.damaged(`tag ${tag} is not one of a batch`);
  }
  checkHeader(reader, version, sequence);
  if (eventCount === 0) throw reader.damaged('it holds no events');
  return { firstSequence: sequence, lastSequence: sequence + eventCount - 1, lastTimeNs: timeNs };
}

const VERSION_TAG = (BatchField.formatVersion << 3) | WireType.varint;
const SEQUENCE_TAG = (BatchField.firstSequence << 3) | WireType.varint;
const TIME_TAG = (BatchField.firstTimeNs << 3) | WireType.fixed64;
const EVENT_TAG = (BatchField.events << 3) | WireType.lengthDelimited;
const ELAPSED_TAG = (ELAPSED_NS_FIELD << 3) | WireType.varint;

function checkHeader(reader: WireReader, version: number, sequence: number): void {
  if (sequence > 0) reader.sequence = sequence;
  if (version !== FORMAT_VERSION) {
    throw reader.damaged(`format version ${version} is unknown, only ${FORMAT_VERSION} is known`);
  }
  if (sequence === 0) throw reader.damaged('it has no sequence');
}

/** Returns the time of the event. */
function decodeEvent(
  reader: WireReader,
  sink: TimedEventSink,
  sequence: number,
  previousTimeNs: bigint,
): bigint {
  const end = reader.end(reader.length);
  let elapsedNs = 0;
  let kind: EventKind | undefined;
  while (reader.position < end) {
    const tag = reader.uint();
    if (tag === ELAPSED_TAG) {
      elapsedNs = reader.uint();
    } else {
      if (kind !== undefined) throw reader.damaged(`event ${sequence} is of more than one kind`);
      kind = kindOf(reader, tag, sequence);
      fields.read(reader, kind, reader.end(end));
    }
  }
  if (reader.position !== end) throw reader.damaged(`event ${sequence} is longer than announced`);
  if (kind === undefined) throw reader.damaged(`event ${sequence} is of no kind`);
  const timeNs = elapsedNs === 0 ? previousTimeNs : previousTimeNs + BigInt(elapsedNs);
  if (timeNs > MAX_TIME_NS) throw reader.damaged(`the time of event ${sequence} is out of range`);
  sink.at(sequence, timeNs);
  callSink(reader, kind, sink);
  return timeNs;
}

/** An event that is not known is not skipped like a field: state without it would be wrong. */
function kindOf(reader: WireReader, tag: number, sequence: number): EventKind {
  const field = tag >>> 3;
  if ((tag & 7) !== WireType.lengthDelimited || !isEventKind(field)) {
    throw reader.damaged(`event ${sequence} is of unknown kind ${field}`);
  }
  return field;
}

function isEventKind(field: number): field is EventKind {
  return field >= EventKind.orderAccepted && field <= EventKind.partyStatusChanged;
}

function callSink(reader: WireReader, kind: EventKind, sink: TimedEventSink): void {
  const f = fields;
  switch (kind) {
    case EventKind.orderAccepted:
      sink.accepted(
        f.number(1),
        f.number(2),
        f.number(3),
        sideOf(reader, f.number(4)),
        orderTypeOf(reader, f.number(5)),
        timeInForceOf(reader, f.number(6)),
        f.number(7),
        f.number(8),
        f.text(9),
      );
      break;
    case EventKind.orderRested:
      sink.rested(f.number(1), f.number(2), sideOf(reader, f.number(3)), f.number(4), f.number(5));
      break;
    case EventKind.orderTraded:
      sink.traded(
        f.number(1),
        f.number(2),
        f.number(3),
        f.number(4),
        sideOf(reader, f.number(5)),
        f.number(6),
        f.number(7),
        f.number(8),
        f.number(9),
        f.number(10),
        f.number(11),
      );
      break;
    case EventKind.orderCanceled:
      sink.canceled(
        f.number(1),
        f.number(2),
        f.number(3),
        sideOf(reader, f.number(4)),
        f.number(5),
        f.number(6),
        cancelReasonOf(reader, f.number(7)),
        f.flag(8),
      );
      break;
    case EventKind.orderAmended:
      sink.amended(
        f.number(1),
        f.number(2),
        f.number(3),
        sideOf(reader, f.number(4)),
        f.number(5),
        f.number(6),
        f.number(7),
        f.number(8),
        f.flag(9),
      );
      break;
    case EventKind.instrumentCreated:
      sink.instrumentCreated({
        instrumentId: f.number(1),
        symbol: f.text(2),
        description: f.text(3),
        priceScale: f.number(4),
        quantityScale: f.number(5),
        tickSize: f.number(6),
        lotSize: f.number(7),
        maxPrice: f.number(8),
        maxQuantity: f.number(9),
        ...(f.number(10) > 0 ? { createdBy: f.number(10) } : {}),
        ...(f.time(11) > 0n ? { createTimeNs: f.time(11) } : {}),
      });
      break;
    case EventKind.partyCreated:
      sink.partyCreated({
        partyNumber: f.number(1),
        partyId: f.text(2),
        partyName: f.text(3),
        isAdmin: f.flag(4),
      });
      break;
    case EventKind.partyStatusChanged:
      sink.partyStatusChanged(f.number(1), f.flag(2));
      break;
    case EventKind.importBegun:
      sink.importBegun(f.number(1), f.number(2));
      break;
    case EventKind.orderImported:
      sink.orderImported({
        orderId: f.number(1),
        instrumentId: f.number(2),
        partyNumber: f.number(3),
        side: sideOf(reader, f.number(4)),
        orderType: orderTypeOf(reader, f.number(5)),
        timeInForce: timeInForceOf(reader, f.number(6)),
        price: f.number(7),
        quantity: f.number(8),
        clientOrderId: f.text(9),
        leavesQuantity: f.number(10),
        cumQuantity: f.number(11),
        canceledQuantity: f.number(8) - f.number(10) - f.number(11),
        notional: f.number(12),
        acceptTimeNs: f.time(13),
        transactTimeNs: f.time(14),
      });
      break;
    case EventKind.positionImported:
      sink.positionImported({
        partyNumber: f.number(1),
        instrumentId: f.number(2),
        boughtQuantity: f.number(3),
        soldQuantity: f.number(4),
        boughtNotional: notionalOf(reader, f.text(5)),
        soldNotional: notionalOf(reader, f.text(6)),
      });
      break;
    case EventKind.tradeImported:
      sink.tradeImported({
        tradeId: f.number(1),
        instrumentId: f.number(2),
        price: f.number(3),
        quantity: f.number(4),
        aggressorSide: sideOf(reader, f.number(5)),
        makerOrderId: f.number(6),
        makerPartyNumber: f.number(7),
        makerLeavesQuantity: f.number(8),
        takerOrderId: f.number(9),
        takerPartyNumber: f.number(10),
        takerLeavesQuantity: f.number(11),
        transactTimeNs: f.time(12),
      });
      break;
  }
}

function sideOf(reader: WireReader, value: number): Side {
  if (value === Side.Buy || value === Side.Sell) return value;
  throw reader.damaged(`side ${value} is unknown`);
}

function orderTypeOf(reader: WireReader, value: number): OrderType {
  if (value === OrderType.Limit || value === OrderType.Market) return value;
  throw reader.damaged(`order type ${value} is unknown`);
}

function timeInForceOf(reader: WireReader, value: number): TimeInForce {
  if (value === TimeInForce.GoodTillCanceled || value === TimeInForce.ImmediateOrCancel) return value;
  throw reader.damaged(`time in force ${value} is unknown`);
}

function cancelReasonOf(reader: WireReader, value: number): CancelReason {
  if (value === CancelReason.Requested || value === CancelReason.ImmediateOrCancel) return value;
  throw reader.damaged(`cancel reason ${value} is unknown`);
}

function notionalOf(reader: WireReader, text: string): bigint {
  if (/^\d*$/.test(text)) return BigInt(text);
  throw reader.damaged('a notional is not a number');
}
