import type { AnyBulkWriteOperation, Document } from 'mongodb';
import type { WriterOrder } from '../../follower/writer.ts';
import { samePartyId } from '../../mongo/party-id.ts';
import type { BookChanges, Changes } from './changes.ts';
import {
  type ImportedPositionDocument,
  type InstrumentDocument,
  importedPositionDocument,
  instrumentDocument,
  integer,
  type LiveOrderDocument,
  liveOrderDocument,
  type OrderDocument,
  orderDocument,
  type PartyDocument,
  partyDocument,
  progressFields,
  type TradeDocument,
  tradeDocument,
} from './documents.ts';

/*
 * New documents are inserted, which is several times faster than an upsert. Others are found by the seed's own keys, never by
 * `_id`, so that a database which the seed has begun can be continued.
 */

export function instrumentOperations(
  instruments: Changes['instruments'],
  partyIds: ReadonlyMap<number, string>,
): AnyBulkWriteOperation<InstrumentDocument>[] {
  return instruments.map(({ instrument, timeNs }) => {
    const document = instrumentDocument(instrument, partyIds, timeNs);
    const { instrument_id, price_scale, quantity_scale, tick_size, lot_size } = document;
    const { min_price, max_price, max_quantity } = document;
    const own = { price_scale, quantity_scale, tick_size, lot_size, min_price, max_price, max_quantity };
    return { updateOne: { filter: { instrument_id }, ...onlyOurs(document, own) } };
  });
}

/** The document of a party may be there already, with its password, and with an integer as its party_id. */
export function partyOperations(parties: Changes['parties']): AnyBulkWriteOperation<PartyDocument>[] {
  return parties.map(({ party, timeNs }) => {
    const document = partyDocument(party, timeNs);
    const { party_number } = document;
    const filter = { party_id: samePartyId(party.partyId) };
    return { updateOne: { filter, ...onlyOurs(document, { party_number }) } };
  });
}

/** The seed ignores this field. */
export function partyStatusOperations(disabled: Changes['disabled']): AnyBulkWriteOperation<PartyDocument>[] {
  return Array.from(disabled, ([party_number, isDisabled]) => ({
    updateOne: { filter: { party_number }, update: { $set: { disabled: isDisabled } } },
  }));
}

/** Leaves the seed's fields of an existing document as they are: an exchange that was rebuilt from it may know less. */
function onlyOurs<T extends Document>(document: T, own: Partial<T>) {
  const others = Object.fromEntries(Object.entries(document).filter(([name]) => !(name in own)));
  return { update: { $set: own, $setOnInsert: others }, upsert: true };
}

/*
 * A bulk write sends one request for each run of operations of one kind. Each order comes once, so operations are sorted by
 * kind.
 */

export function orderOperations({ orders }: BookChanges): AnyBulkWriteOperation<OrderDocument>[] {
  const inserts: AnyBulkWriteOperation<OrderDocument>[] = [];
  const updates: AnyBulkWriteOperation<OrderDocument>[] = [];
  for (const { order, isStored } of orders.values()) {
    if (isStored === 'no') inserts.push({ insertOne: { document: orderDocument(order) } });
    else if (isStored === 'yes') updates.push(updateOf(order));
    else if (isStored === 'left') updates.push(insertUnlessThere(order));
    else updates.push(upsertOf(order));
  }
  return [...inserts, ...updates];
}

export function liveOrderOperations({ orders }: BookChanges): AnyBulkWriteOperation<LiveOrderDocument>[] {
  const deletes: AnyBulkWriteOperation<LiveOrderDocument>[] = [];
  const inserts: AnyBulkWriteOperation<LiveOrderDocument>[] = [];
  const updates: AnyBulkWriteOperation<LiveOrderDocument>[] = [];
  for (const { order, isStored, live } of orders.values()) {
    // An order without its old priority rests again. The write before this one may have deleted its document.
    if (isStored !== 'no' && (live.is === 'gone' || live.is === 'rested')) {
      deletes.push({ deleteOne: { filter: { order_id: integer(order.orderId) } } });
    }
    if (live.is === 'rested')
      inserts.push({ insertOne: { document: liveOrderDocument(order, live.priority) } });
    if (live.is === 'changed') updates.push(updateOf(order));
  }
  return [...deletes, ...inserts, ...updates];
}

function updateOf(order: WriterOrder) {
  return {
    updateOne: { filter: { order_id: integer(order.orderId) }, update: { $set: progressFields(order) } },
  };
}

function upsertOf(order: WriterOrder) {
  const { _id, order_id, ...fields } = orderDocument(order);
  return {
    updateOne: { filter: { order_id }, update: { $set: fields, $setOnInsert: { _id } }, upsert: true },
  };
}

function insertUnlessThere(order: WriterOrder) {
  const { order_id, ...fields } = orderDocument(order);
  return { updateOne: { filter: { order_id }, update: { $setOnInsert: fields }, upsert: true } };
}

export function importedPositionOperations(
  positions: Changes['importedPositions'],
): AnyBulkWriteOperation<ImportedPositionDocument>[] {
  return positions.map((event) => {
    const { party_id, instrument_id, ...fields } = importedPositionDocument(event);
    return { updateOne: { filter: { party_id, instrument_id }, update: { $set: fields }, upsert: true } };
  });
}

export function tradeOperations({ trades }: BookChanges): AnyBulkWriteOperation<TradeDocument>[] {
  return trades.map((event) => ({ insertOne: { document: tradeDocument(event) } }));
}
