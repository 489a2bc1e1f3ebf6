import { create } from '@bufbuild/protobuf';
import {
  type SnapshotChunk,
  SnapshotChunkSchema,
  type SnapshotOrder,
  SnapshotOrderSchema,
} from '../../gen/redleaf/journal/v1/snapshot_pb.ts';
import type { Instrument } from '../domain/instrument.ts';
import { OrderType, Side, TimeInForce } from '../domain/order.ts';
import type { Party } from '../domain/party.ts';
import type { Feeds } from '../feeds/feeds.ts';
import type { OrderRecord } from '../feeds/orders.ts';

const ORDERS_PER_CHUNK = 1_000;

/** All that is to be remembered, in the order in which it must be put back. */
export function* snapshotChunks({ registry, orders }: Feeds): Iterable<SnapshotChunk> {
  yield create(SnapshotChunkSchema, {
    instruments: [...registry.instruments()],
    parties: [...registry.parties()],
  });
  for (const chunk of chunked(orders.open())) yield create(SnapshotChunkSchema, { orders: chunk });
  for (const chunk of chunked(orders.closed())) yield create(SnapshotChunkSchema, { closedOrders: chunk });
}

/** Takes what a snapshot holds. Open orders come in order of time priority. */
export interface SnapshotTarget {
  restoreInstrument(instrument: Instrument): void;
  restoreParty(party: Party): void;
  restoreOpenOrder(order: OrderRecord): void;
  restoreClosedOrder(order: OrderRecord): void;
}

export function restoreChunk(chunk: SnapshotChunk, targets: readonly SnapshotTarget[]): void {
  for (const target of targets) {
    for (const instrument of chunk.instruments) target.restoreInstrument(instrument);
    for (const party of chunk.parties) target.restoreParty(party);
    // Each target gets records of its own: it will change them.
    for (const order of chunk.orders) target.restoreOpenOrder(toRecord(order));
    for (const order of chunk.closedOrders) target.restoreClosedOrder(toRecord(order));
  }
}

function* chunked(orders: Iterable<OrderRecord>): Iterable<SnapshotOrder[]> {
  let chunk: SnapshotOrder[] = [];
  for (const order of orders) {
    chunk.push(toSnapshot(order));
    if (chunk.length === ORDERS_PER_CHUNK) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

function toSnapshot(record: OrderRecord): SnapshotOrder {
  return create(SnapshotOrderSchema, {
    order: { ...record, orderId: BigInt(record.orderId) },
    quantity: record.quantity,
    leavesQuantity: record.leavesQuantity,
    cumQuantity: record.cumQuantity,
    notional: BigInt(record.notional),
    acceptTimeNs: record.acceptTimeNs,
    transactTimeNs: record.transactTimeNs,
  });
}

function toRecord(stored: SnapshotOrder): OrderRecord {
  const { order, quantity, leavesQuantity, cumQuantity } = stored;
  if (order === undefined) throw new Error('a snapshot has an order without its beginning');
  return {
    orderId: Number(order.orderId),
    clientOrderId: order.clientOrderId,
    instrumentId: order.instrumentId,
    partyNumber: order.partyNumber,
    side: order.side === Side.Buy ? Side.Buy : Side.Sell,
    orderType: order.orderType === OrderType.Limit ? OrderType.Limit : OrderType.Market,
    timeInForce:
      order.timeInForce === TimeInForce.GoodTillCanceled
        ? TimeInForce.GoodTillCanceled
        : TimeInForce.ImmediateOrCancel,
    acceptTimeNs: stored.acceptTimeNs,
    price: order.price,
    quantity,
    leavesQuantity,
    cumQuantity,
    canceledQuantity: quantity - leavesQuantity - cumQuantity,
    notional: Number(stored.notional),
    transactTimeNs: stored.transactTimeNs,
    priority: 0,
  };
}
