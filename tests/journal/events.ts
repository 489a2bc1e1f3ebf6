import {
  type DescField,
  type DescMessage,
  fromJson,
  type JsonObject,
  type JsonValue,
  ScalarType,
  toBinary,
} from '@bufbuild/protobuf';
import fc from 'fast-check';
import { BatchSchema, EventSchema, FrameSchema } from '../../gen/redleaf/journal/v1/journal_pb.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { MAX_INSTRUMENT_ID } from '../../src/domain/limits.ts';
import { CancelReason, OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { Order } from '../../src/domain/order-progress.ts';
import type { OrderTerms } from '../../src/domain/order-terms.ts';
import type { Party } from '../../src/domain/party.ts';
import type { EventKind, EventRecords } from '../../src/events/events.ts';
import { CommandKind, type EventHandlers, type Frame, type FrameConsumer } from '../../src/events/frame.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';

/** One event, with the name of the method that takes it. */
export type EventCall = {
  [Kind in EventKind]: { readonly name: Kind; readonly event: EventRecords[Kind] };
}[EventKind];

/** What one command caused. */
export interface FrameOfCalls {
  /** Since the frame before it; the first one of a batch has none. */
  readonly elapsedNs: number;
  readonly kind: CommandKind;
  readonly partyNumber: number;
  readonly orderId: number;
  readonly calls: readonly EventCall[];
}

export interface Batch {
  readonly firstSequence: number;
  readonly firstTimeNs: bigint;
  readonly frames: readonly FrameOfCalls[];
}

function handOver(consumer: EventHandlers, { name, event }: EventCall): void {
  // Name and record belong together in the type, which the compiler cannot follow into a call.
  (consumer[name] as ((record: unknown) => void) | undefined)?.call(consumer, event);
}

/** Hands a whole batch to a consumer. */
export function handOverBatch(consumer: FrameConsumer, { firstSequence, firstTimeNs, frames }: Batch): void {
  let [sequence, timeNs] = [firstSequence, firstTimeNs];
  frames.forEach(({ elapsedNs, kind, partyNumber, orderId, calls }, index) => {
    if (index > 0) timeNs += BigInt(elapsedNs);
    const frame = { sequence, timeNs, kind, partyNumber, orderId };
    consumer.begin?.(frame);
    for (const call of calls) {
      frame.sequence = sequence++;
      handOver(consumer, call);
    }
    consumer.end?.(frame);
  });
}

export function encode(batch: Batch): Uint8Array<ArrayBuffer> {
  const encoder = new BatchEncoder();
  handOverBatch(encoder, batch);
  return encoder.take();
}

/** The same batch as protobuf-es writes it: it knows of the records nothing but what the descriptors say. */
export function encodeWithProtobufEs({ firstSequence, firstTimeNs, frames }: Batch): Uint8Array<ArrayBuffer> {
  const head = { formatVersion: 3, firstSequence: String(firstSequence), firstTimeNs: String(firstTimeNs) };
  const framesJson = frames.map(({ elapsedNs, calls, ...frame }, index) => ({
    ...toJsonObject(FrameSchema, { ...frame, elapsedNs: index === 0 ? 0 : elapsedNs }),
    events: calls.map(({ name, event }) => toJsonObject(EventSchema, { [name]: event })),
  }));
  return toBinary(BatchSchema, fromJson(BatchSchema, { ...head, frames: framesJson }));
}

/** A frame as it was seen, without its events. */
export interface RecordedFrame {
  /** Of its first event, and of its last. */
  readonly sequences: readonly [number, number];
  readonly timeNs: bigint;
  readonly kind: CommandKind;
  readonly partyNumber: number;
  readonly orderId: number;
}

/** Keeps every event and every frame, as plain values: what two consumers saw can be compared. */
export class RecordingSink implements Required<FrameConsumer> {
  readonly calls: { sequence: number; timeNs: bigint; call: EventCall }[] = [];
  readonly frames: RecordedFrame[] = [];
  #frame: Frame = { sequence: 0, timeNs: 0n, kind: CommandKind.PlaceOrder, partyNumber: 0, orderId: 0 };
  #firstSequence = 0;

  begin(frame: Frame): void {
    this.#frame = frame;
    this.#firstSequence = frame.sequence;
  }

  end({ sequence, timeNs, kind, partyNumber, orderId }: Frame): void {
    this.frames.push({
      sequences: [this.#firstSequence, sequence],
      timeNs,
      kind,
      partyNumber,
      orderId,
    });
  }

  orderAccepted(event: EventRecords['orderAccepted']): void {
    this.#record({ name: 'orderAccepted', event: { ...event } });
  }

  orderRested(event: EventRecords['orderRested']): void {
    this.#record({ name: 'orderRested', event: { ...event } });
  }

  orderTraded(event: EventRecords['orderTraded']): void {
    this.#record({ name: 'orderTraded', event: { ...event } });
  }

  orderCanceled(event: EventRecords['orderCanceled']): void {
    this.#record({ name: 'orderCanceled', event: { ...event } });
  }

  orderAmended(event: EventRecords['orderAmended']): void {
    this.#record({ name: 'orderAmended', event: { ...event } });
  }

  instrumentCreated(event: EventRecords['instrumentCreated']): void {
    this.#record({ name: 'instrumentCreated', event: { ...event } });
  }

  partyCreated(event: EventRecords['partyCreated']): void {
    this.#record({ name: 'partyCreated', event: { ...event } });
  }

  partyStatusChanged(event: EventRecords['partyStatusChanged']): void {
    this.#record({ name: 'partyStatusChanged', event: { ...event } });
  }

  importBegun(event: EventRecords['importBegun']): void {
    this.#record({ name: 'importBegun', event: { ...event } });
  }

  orderImported(event: EventRecords['orderImported']): void {
    this.#record({ name: 'orderImported', event: { ...event } });
  }

  tradeImported(event: EventRecords['tradeImported']): void {
    this.#record({ name: 'tradeImported', event: { ...event } });
  }

  positionImported(event: EventRecords['positionImported']): void {
    this.#record({ name: 'positionImported', event: { ...event } });
  }

  clockAdvanced(event: EventRecords['clockAdvanced']): void {
    this.#record({ name: 'clockAdvanced', event: { ...event } });
  }

  #record(call: EventCall): void {
    const { sequence, timeNs } = this.#frame;
    this.calls.push({ sequence, timeNs, call });
  }
}

/** What `RecordingSink` holds after this batch. */
export function expectedOf(batch: Batch): Pick<RecordingSink, 'calls' | 'frames'> {
  const calls: RecordingSink['calls'] = [];
  const frames: RecordedFrame[] = [];
  let [sequence, timeNs] = [batch.firstSequence, batch.firstTimeNs];
  batch.frames.forEach(({ elapsedNs, calls: ofFrame, ...head }, index) => {
    if (index > 0) timeNs += BigInt(elapsedNs);
    frames.push({ ...head, timeNs, sequences: [sequence, sequence + ofFrame.length - 1] });
    for (const call of ofFrame) calls.push({ sequence: sequence++, timeNs, call });
  });
  return { calls, frames };
}

const UINT32 = 2 ** 32 - 1;
/** Where numbers become a byte longer, or leave the range of small integers. */
const EDGES = [127, 128, 2 ** 28 - 1, 2 ** 28, 2 ** 31, UINT32, 2 ** 32, 2 ** 35, 2 ** 49, 2 ** 53 - 1];

const uint64 = fc.oneof(fc.nat(300), fc.nat(), fc.maxSafeNat(), fc.constantFrom(...EDGES));
const uint32 = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: MAX_INSTRUMENT_ID }));
const side = fc.constantFrom(...Object.values(Side));
const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 90 }),
  fc.string({ minLength: 120, maxLength: 140 }),
);
const time = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const sum = fc.oneof(
  fc.constant(0n),
  fc.bigInt({ min: 0n, max: 2n ** 100n }),
  fc.bigInt({ min: 2n ** 1016n, max: 2n ** 1040n }),
);

const plainTerms = fc.record({
  ...{ partyNumber: uint32, instrumentId: uint32, side, price: uint64, quantity: uint64 },
  orderType: fc.constantFrom(...Object.values(OrderType)),
  timeInForce: fc.constantFrom(...Object.values(TimeInForce)),
  clientOrderId: text,
});
const terms: fc.Arbitrary<OrderTerms> = fc.oneof(
  plainTerms,
  plainTerms.map((plain) => ({ ...plain, postOnly: true })),
  fc.tuple(plainTerms, time).map(([plain, expireTimeNs]) => ({ ...plain, expireTimeNs })),
);
const progress = fc.record(
  {
    ...{ leavesQuantity: uint64, cumQuantity: uint64, canceledQuantity: uint64 },
    ...{ notional: sum, acceptTimeNs: time, transactTimeNs: time },
    cancelReason: fc.constantFrom(...Object.values(CancelReason)),
  },
  {
    requiredKeys: [
      ...(['leavesQuantity', 'cumQuantity', 'canceledQuantity'] as const),
      ...(['notional', 'acceptTimeNs', 'transactTimeNs'] as const),
    ],
  },
);
export const instruments: fc.Arbitrary<Instrument> = fc.record(
  {
    ...{ instrumentId: uint32, symbol: text, description: text, priceScale: uint32, quantityScale: uint32 },
    ...{ tickSize: uint64, lotSize: uint64, minPrice: uint64, maxPrice: uint64, maxQuantity: uint64 },
    ...{ createdBy: uint32, createTimeNs: time },
  },
  {
    requiredKeys: [
      ...(['instrumentId', 'symbol', 'description', 'priceScale', 'quantityScale'] as const),
      ...(['tickSize', 'lotSize', 'minPrice', 'maxPrice', 'maxQuantity'] as const),
    ],
  },
);
const parties: fc.Arbitrary<Party> = fc.record(
  { partyNumber: uint32, partyId: text, partyName: text, isAdmin: fc.boolean(), isDisabled: fc.boolean() },
  { requiredKeys: ['partyNumber', 'partyId', 'partyName', 'isAdmin'] },
);
export const orders: fc.Arbitrary<Order> = fc.record({ orderId: uint64, terms, progress });
const traded = {
  ...{ tradeId: uint64, instrumentId: uint32, price: uint64, quantity: uint64, aggressorSide: side },
  ...{ makerOrderId: uint64, makerPartyNumber: uint32, makerLeavesQuantity: uint64 },
  ...{ takerOrderId: uint64, takerPartyNumber: uint32, takerLeavesQuantity: uint64 },
};

const records: { readonly [Kind in EventKind]: fc.Arbitrary<EventRecords[Kind]> } = {
  orderAccepted: fc.record({ orderId: uint64, terms }),
  orderRested: fc.record({
    ...{ orderId: uint64, instrumentId: uint32, side, price: uint64, leavesQuantity: uint64 },
  }),
  orderTraded: fc.record(traded),
  orderCanceled: fc.record({
    ...{ orderId: uint64, instrumentId: uint32, partyNumber: uint32, side, price: uint64 },
    ...{ canceledQuantity: uint64, wasResting: fc.boolean() },
    reason: fc.constantFrom(...Object.values(CancelReason)),
  }),
  orderAmended: fc.record({
    ...{ orderId: uint64, instrumentId: uint32, partyNumber: uint32, side, oldPrice: uint64 },
    ...{ oldLeavesQuantity: uint64, price: uint64, leavesQuantity: uint64, priorityKept: fc.boolean() },
  }),
  instrumentCreated: fc.record({ instrument: instruments }),
  partyCreated: fc.record({ party: parties }),
  partyStatusChanged: fc.record({ partyNumber: uint32, isDisabled: fc.boolean() }),
  importBegun: fc.record({ lastOrderId: uint64, lastTradeId: uint64 }),
  orderImported: fc.record({ order: orders }),
  tradeImported: fc.record({ trade: fc.record({ ...traded, transactTimeNs: time }) }),
  clockAdvanced: fc.record({ timeNs: time }),
  positionImported: fc.record({
    position: fc.record({
      ...{ partyNumber: uint32, instrumentId: uint32, boughtQuantity: sum, soldQuantity: sum },
      ...{ boughtNotional: sum, soldNotional: sum },
    }),
  }),
};

function callsOf<Kind extends EventKind>(name: Kind) {
  return records[name].map((event) => ({ name, event }) as EventCall);
}

export const EVENT_KINDS = Object.keys(records) as EventKind[];

const eventCalls: fc.Arbitrary<EventCall> = fc.oneof(...EVENT_KINDS.map(callsOf));

export const batches: fc.Arbitrary<Batch> = fc.record({
  firstSequence: fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 2 ** 48 })),
  firstTimeNs: fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 2n ** 62n })),
  frames: fc.array(
    fc.record({
      elapsedNs: fc.oneof(fc.constant(0), uint64),
      kind: fc.constantFrom(...Object.values(CommandKind)),
      partyNumber: uint32,
      orderId: uint64,
      calls: fc.array(eventCalls, { minLength: 1, maxLength: 6 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
});

/** A message with the properties of a record. */
function toJsonObject(schema: DescMessage, from: object): JsonObject {
  const json: JsonObject = {};
  for (const field of schema.fields) {
    const value: unknown = Reflect.get(from, field.localName);
    if (value !== undefined) json[field.jsonName] = toJsonValue(field, value);
  }
  return json;
}

function toJsonValue(field: DescField, value: unknown): JsonValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') {
    return field.scalar === ScalarType.BYTES ? bytesOf(value).toString('base64') : String(value);
  }
  if (typeof value === 'object' && value !== null && field.message !== undefined) {
    return toJsonObject(field.message, value);
  }
  throw new TypeError(`${String(value)} is no value of ${field}`);
}

/** Big-endian, without leading zeros. */
function bytesOf(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 8n) bytes.unshift(Number(rest & 0xffn));
  return Buffer.from(bytes);
}
