import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { EventBatchSchema, type EventSchema } from '../../gen/redleaf/journal/v1/journal_pb.ts';
import type { EventSink, TimedEventSink } from '../../src/domain/event-sink.ts';
import { MAX_INSTRUMENT_ID, MAX_PRICE } from '../../src/domain/limits.ts';
import { CancelReason, OrderType, Side, TimeInForce } from '../../src/domain/order.ts';
import type { OrderSnapshot } from '../../src/domain/order-snapshot.ts';
import { BatchEncoder } from '../../src/journal/batch-encoder.ts';

/** One event as the call that tells it. */
export type EventCall = {
  [Name in keyof EventSink]: { readonly name: Name; readonly values: Parameters<EventSink[Name]> };
}[keyof EventSink];

export interface TimedCall {
  readonly elapsedNs: number;
  readonly call: EventCall;
}

export interface Batch {
  readonly firstSequence: number;
  readonly firstTimeNs: bigint;
  readonly events: readonly TimedCall[];
}

export function tell(sink: EventSink, call: EventCall): void {
  // Name and values belong together in the type, which the compiler cannot follow into a call.
  (sink[call.name] as (...values: readonly unknown[]) => void).apply(sink, [...call.values]);
}

export function encode(batch: Batch): Uint8Array<ArrayBuffer> {
  const encoder = new BatchEncoder();
  let timeNs = batch.firstTimeNs;
  batch.events.forEach(({ elapsedNs, call }, index) => {
    if (index > 0) timeNs += BigInt(elapsedNs);
    encoder.at(batch.firstSequence + index, timeNs);
    tell(encoder, call);
  });
  return encoder.take();
}

export function encodeWithGeneratedCodec(batch: Batch): Uint8Array<ArrayBuffer> {
  const events = batch.events.map(({ elapsedNs, call }, index) => ({
    elapsedNs: index === 0 ? 0n : BigInt(elapsedNs),
    event: generatedEvent(call),
  }));
  const { firstTimeNs } = batch;
  const firstSequence = BigInt(batch.firstSequence);
  return toBinary(
    EventBatchSchema,
    create(EventBatchSchema, { formatVersion: 1, firstSequence, firstTimeNs, events }),
  );
}

/** Keeps every call, as plain values: what two sinks saw can be compared. */
export class RecordingSink implements TimedEventSink {
  readonly calls: { sequence: number; timeNs: bigint; call: EventCall }[] = [];
  #sequence = 0;
  #timeNs = 0n;

  at(sequence: number, timeNs: bigint): void {
    this.#sequence = sequence;
    this.#timeNs = timeNs;
  }

  instrumentCreated(...values: Parameters<EventSink['instrumentCreated']>): void {
    this.#record({ name: 'instrumentCreated', values });
  }

  partyCreated(...values: Parameters<EventSink['partyCreated']>): void {
    this.#record({ name: 'partyCreated', values });
  }

  accepted(...values: Parameters<EventSink['accepted']>): void {
    this.#record({ name: 'accepted', values });
  }

  rested(...values: Parameters<EventSink['rested']>): void {
    this.#record({ name: 'rested', values });
  }

  traded(...values: Parameters<EventSink['traded']>): void {
    this.#record({ name: 'traded', values });
  }

  canceled(...values: Parameters<EventSink['canceled']>): void {
    this.#record({ name: 'canceled', values });
  }

  amended(...values: Parameters<EventSink['amended']>): void {
    this.#record({ name: 'amended', values });
  }

  importBegun(...values: Parameters<EventSink['importBegun']>): void {
    this.#record({ name: 'importBegun', values });
  }

  orderImported(...values: Parameters<EventSink['orderImported']>): void {
    this.#record({ name: 'orderImported', values });
  }

  partyStatusChanged(...values: Parameters<EventSink['partyStatusChanged']>): void {
    this.#record({ name: 'partyStatusChanged', values });
  }

  tradeImported(...values: Parameters<EventSink['tradeImported']>): void {
    this.#record({ name: 'tradeImported', values });
  }

  positionImported(...values: Parameters<EventSink['positionImported']>): void {
    this.#record({ name: 'positionImported', values });
  }

  #record(call: EventCall): void {
    this.calls.push({ sequence: this.#sequence, timeNs: this.#timeNs, call });
  }
}

/** What `RecordingSink` holds after this batch. */
export function expectedCalls(batch: Batch): RecordingSink['calls'] {
  let timeNs = batch.firstTimeNs;
  return batch.events.map(({ elapsedNs, call }, index) => {
    if (index > 0) timeNs += BigInt(elapsedNs);
    return { sequence: batch.firstSequence + index, timeNs, call };
  });
}

const id = fc.oneof(fc.nat(1000), fc.maxSafeNat(), fc.constantFrom(2 ** 32 - 1, 2 ** 32, 2 ** 48 - 1));
const number32 = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: MAX_INSTRUMENT_ID }));
const amount = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: MAX_PRICE }));
const side = fc.constantFrom(...Object.values(Side));
const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 90 }),
  fc.string({ minLength: 120, maxLength: 140 }),
);

const instrument = fc.record({
  instrumentId: number32,
  symbol: text,
  description: text,
  priceScale: number32,
  quantityScale: number32,
  tickSize: amount,
  lotSize: amount,
  maxPrice: amount,
  maxQuantity: amount,
});
const time = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const listedInstrument = fc.oneof(
  instrument,
  fc
    .tuple(instrument, fc.integer({ min: 1, max: MAX_INSTRUMENT_ID }))
    .map(([unlisted, createdBy]) => ({ ...unlisted, createdBy })),
  fc
    .tuple(instrument, fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }))
    .map(([unlisted, createTimeNs]) => ({ ...unlisted, createTimeNs })),
);
/** Open, traded and canceled add up to what was ordered. */
const importedOrder: fc.Arbitrary<OrderSnapshot> = fc
  .record({
    ...{ orderId: id, clientOrderId: text, instrumentId: number32, partyNumber: number32, side },
    orderType: fc.constantFrom(...Object.values(OrderType)),
    timeInForce: fc.constantFrom(...Object.values(TimeInForce)),
    ...{ price: amount, leavesQuantity: fc.nat(2 ** 29), cumQuantity: fc.nat(2 ** 29) },
    ...{ canceledQuantity: fc.nat(2 ** 29), notional: id, acceptTimeNs: time, transactTimeNs: time },
  })
  .map((order) => ({
    ...order,
    quantity: order.leavesQuantity + order.cumQuantity + order.canceledQuantity,
  }));
const notional = fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 2n ** 100n }));
const importedTrade = fc.record({
  ...{ tradeId: id, instrumentId: number32, price: amount, quantity: amount, aggressorSide: side },
  ...{ makerOrderId: id, makerPartyNumber: number32, makerLeavesQuantity: amount },
  ...{ takerOrderId: id, takerPartyNumber: number32, takerLeavesQuantity: amount, transactTimeNs: time },
});
const importedPosition = fc.record({
  ...{ partyNumber: number32, instrumentId: number32, boughtQuantity: id, soldQuantity: id },
  ...{ boughtNotional: notional, soldNotional: notional },
});
const party = fc.record({ partyNumber: number32, partyId: text, partyName: text, isAdmin: fc.boolean() });

function calls<Name extends keyof EventSink>(name: Name, values: fc.Arbitrary<Parameters<EventSink[Name]>>) {
  return values.map((made) => ({ name, values: made }));
}

export const eventCalls: fc.Arbitrary<EventCall> = fc.oneof(
  calls('instrumentCreated', fc.tuple(listedInstrument)),
  calls('partyCreated', fc.tuple(party)),
  calls(
    'accepted',
    fc.tuple(
      ...([id, number32, number32, side] as const),
      fc.constantFrom(...Object.values(OrderType)),
      fc.constantFrom(...Object.values(TimeInForce)),
      ...([amount, amount, text] as const),
    ),
  ),
  calls('rested', fc.tuple(id, number32, side, amount, amount)),
  calls(
    'traded',
    fc.tuple(
      ...([id, number32, amount, amount, side] as const),
      ...([id, number32, amount, id, number32, amount] as const),
    ),
  ),
  calls(
    'canceled',
    fc.tuple(
      ...([id, number32, number32, side, amount, amount] as const),
      fc.constantFrom(...Object.values(CancelReason)),
      fc.boolean(),
    ),
  ),
  calls('amended', fc.tuple(id, number32, number32, side, amount, amount, amount, amount, fc.boolean())),
  calls('importBegun', fc.tuple(id, id)),
  calls('orderImported', fc.tuple(importedOrder)),
  calls('partyStatusChanged', fc.tuple(number32, fc.boolean())),
  calls('tradeImported', fc.tuple(importedTrade)),
  calls('positionImported', fc.tuple(importedPosition)),
);

export const batches: fc.Arbitrary<Batch> = fc.record({
  firstSequence: fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 2 ** 48 })),
  firstTimeNs: fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 2n ** 62n })),
  events: fc.array(fc.record({ elapsedNs: fc.oneof(fc.constant(0), id), call: eventCalls }), {
    minLength: 1,
    maxLength: 30,
  }),
});

type GeneratedEvent = NonNullable<MessageInitShape<typeof EventSchema>['event']>;

/** The same event as the generated codec wants it, field by field. */
function generatedEvent(call: EventCall): GeneratedEvent {
  switch (call.name) {
    case 'instrumentCreated':
      return { case: 'instrumentCreated', value: call.values[0] };
    case 'partyCreated':
      return { case: 'partyCreated', value: call.values[0] };
    case 'accepted': {
      const [orderId, instrumentId, partyNumber, orderSide, orderType, timeInForce, price, quantity, name] =
        call.values;
      const value = {
        ...{ orderId: BigInt(orderId), instrumentId, partyNumber, side: orderSide, orderType, timeInForce },
        ...{ price, quantity, clientOrderId: name },
      };
      return { case: 'orderAccepted', value };
    }
    case 'rested': {
      const [orderId, instrumentId, orderSide, price, leavesQuantity] = call.values;
      const value = { orderId: BigInt(orderId), instrumentId, side: orderSide, price, leavesQuantity };
      return { case: 'orderRested', value };
    }
    case 'traded': {
      const [tradeId, instrumentId, price, quantity, aggressorSide, ...parties] = call.values;
      const [makerId, makerPartyNumber, makerLeavesQuantity, takerId, takerPartyNumber, takerLeavesQuantity] =
        parties;
      const value = {
        ...{ tradeId: BigInt(tradeId), instrumentId, price, quantity, aggressorSide },
        ...{ makerOrderId: BigInt(makerId), makerPartyNumber, makerLeavesQuantity },
        ...{ takerOrderId: BigInt(takerId), takerPartyNumber, takerLeavesQuantity },
      };
      return { case: 'orderTraded', value };
    }
    case 'canceled': {
      const [orderId, instrumentId, partyNumber, orderSide, price, canceledQuantity, reason, wasResting] =
        call.values;
      const value = {
        ...{ orderId: BigInt(orderId), instrumentId, partyNumber, side: orderSide },
        ...{ price, canceledQuantity, reason, wasResting },
      };
      return { case: 'orderCanceled', value };
    }
    case 'amended': {
      const [orderId, instrumentId, partyNumber, orderSide, oldPrice, oldLeavesQuantity, ...now] =
        call.values;
      const [price, leavesQuantity, priorityKept] = now;
      const value = {
        ...{ orderId: BigInt(orderId), instrumentId, partyNumber, side: orderSide, oldPrice },
        ...{ oldLeavesQuantity, price, leavesQuantity, priorityKept },
      };
      return { case: 'orderAmended', value };
    }
    case 'importBegun': {
      const [lastOrderId, lastTradeId] = call.values;
      const value = { lastOrderId: BigInt(lastOrderId), lastTradeId: BigInt(lastTradeId) };
      return { case: 'importBegun', value };
    }
    case 'orderImported': {
      const [{ orderId, notional: sum, ...order }] = call.values;
      return { case: 'orderImported', value: { ...order, orderId: BigInt(orderId), notional: BigInt(sum) } };
    }
    case 'partyStatusChanged': {
      const [partyNumber, isDisabled] = call.values;
      return { case: 'partyStatusChanged', value: { partyNumber, isDisabled } };
    }
    case 'tradeImported': {
      const [{ tradeId, makerOrderId, takerOrderId, ...trade }] = call.values;
      const ids = { tradeId: BigInt(tradeId), makerOrderId: BigInt(makerOrderId) };
      return { case: 'tradeImported', value: { ...trade, ...ids, takerOrderId: BigInt(takerOrderId) } };
    }
    case 'positionImported': {
      const [{ boughtQuantity, soldQuantity, boughtNotional, soldNotional, ...whose }] = call.values;
      const value = {
        ...{ ...whose, boughtQuantity: BigInt(boughtQuantity), soldQuantity: BigInt(soldQuantity) },
        ...{ boughtNotional: digits(boughtNotional), soldNotional: digits(soldNotional) },
      };
      return { case: 'positionImported', value };
    }
  }
}

function digits(value: bigint): string {
  return value === 0n ? '' : String(value);
}
