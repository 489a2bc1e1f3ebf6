import type { AnyBulkWriteOperation, Document } from 'mongodb';
import type { OrderState } from '../../follower/writer.ts';
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
  orderProgress,
  type PartyDocument,
  partyDocument,
  type TradeDocument,
  tradeDocument,
} from './documents.ts';

/*
 * New documents are inserted, which is several times faster than an upsert, and others are found by the seed's own
 * keys, never by `_id`: a database that the seed has begun can be carried on.
 */

export function instrumentOperations(
  instruments: Changes['instruments'],
  partyIds: ReadonlyMap<number, string>,
): AnyBulkWriteOperation<InstrumentDocument>[] {
  return instruments.map(({ instrument, timeNs }) => {
    const document = instrumentDocument(instrument, partyIds, timeNs);
    const { instrument_id, price_scale, quantity_scale, tick_size, lot_size, max_price, max_quantity } =
      document;
    const own = { price_scale, quantity_scale, tick_size, lot_size, max_price, max_quantity };
    return { updateOne: { filter: { instrument_id }, ...onlyOurs(document, own) } };
  });
}

/** A party may have its document: with its password, and a party_id that is an integer. */
export function partyOperations(parties: Changes['parties']): AnyBulkWriteOperation<PartyDocument>[] {
  return parties.map(({ party, timeNs }) => {
    const document = partyDocument(party, timeNs);
    const { party_number } = document;
    const filter = { party_id: samePartyId(party.partyId) };
    return { updateOne: { filter, ...onlyOurs(document, { party_number }) } };
  });
}

/** What the seed does not know, and passes over. */
export function partyStatusOperations(disabled: Changes['disabled']): AnyBulkWriteOperation<PartyDocument>[] {
  return Array.from(disabled, ([party_number, isDisabled]) => ({
    updateOne: { filter: { party_number }, update: { $set: { disabled: isDisabled } } },
  }));
}

/** In a document that is there, the fields of the seed stay as they are: an exchange that was rebuilt from it may know less. */
function onlyOurs<T extends Document>(document: T, own: Partial<T>) {
  const others = Object.fromEntries(Object.entries(document).filter(([name]) => !(name in own)));
  return { update: { $set: own, $setOnInsert: others }, upsert: true };
}

/*
 * A bulk write is a request for each run of operations of one kind. Each order comes once in a batch, so the kinds can be put
 * together.
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
    // One that lost its priority rests again: its document may be there still, or have gone with the batch before.
    if (isStored !== 'no' && (live.is === 'gone' || live.is === 'rested')) {
      deletes.push({ deleteOne: { filter: { order_id: integer(order.orderId) } } });
    }
    if (live.is === 'rested')
      inserts.push({ insertOne: { document: liveOrderDocument(order, live.priority) } });
    if (live.is === 'changed') updates.push(updateOf(order));
  }
  return [...deletes, ...inserts, ...updates];
}

function updateOf(order: OrderState) {
  return {
    updateOne: { filter: { order_id: integer(order.orderId) }, update: { $set: orderProgress(order) } },
  };
}

function upsertOf(order: OrderState) {
  const { _id, order_id, ...fields } = orderDocument(order);
  return {
    updateOne: { filter: { order_id }, update: { $set: fields, $setOnInsert: { _id } }, upsert: true },
  };
}

function insertUnlessThere(order: OrderState) {
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
