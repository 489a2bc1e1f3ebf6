import { create } from '@bufbuild/protobuf';
import type { OrderAccepted } from '../../gen/redleaf/journal/v1/journal_pb.ts';
import {
  type SnapshotChunk,
  SnapshotChunkSchema,
  type SnapshotNamedOrder,
  SnapshotNamedOrderSchema,
  type SnapshotOrder,
  SnapshotOrderSchema,
} from '../../gen/redleaf/journal/v1/snapshot_pb.ts';
import type { Instrument } from '../domain/instrument.ts';
import { knownValue } from '../domain/known-value.ts';
import { OrderType, Side, TimeInForce } from '../domain/order.ts';
import type { Party } from '../domain/party.ts';
import type { ClientOrderIds, NamedOrder } from '../exchange/client-order-ids.ts';
import type { ExchangeState } from '../exchange/exchange-state.ts';
import type { Feeds } from '../feeds/feeds.ts';
import type { MarketState } from '../feeds/instrument-market.ts';
import type { OrderRecord } from '../feeds/order-record.ts';
import type { Position } from '../market/position.ts';
import { toMarketSnapshot, toMarketState, toPosition, toPositionSnapshot } from './market-content.ts';

const ITEMS_PER_CHUNK = 1_000;

/** All that is to be remembered, in the order in which it must be put back. */
export function* snapshotChunks(views: Feeds, clientOrderIds: ClientOrderIds): Iterable<SnapshotChunk> {
  const { registry, orders } = views;
  yield create(SnapshotChunkSchema, {
    instruments: [...registry.instruments()],
    parties: [...registry.parties()],
  });
  for (const chunk of chunked(orders.open(), toSnapshot))
    yield create(SnapshotChunkSchema, { orders: chunk });
  for (const chunk of chunked(orders.closed(), toSnapshot)) {
    yield create(SnapshotChunkSchema, { closedOrders: chunk });
  }
  for (const chunk of chunked(clientOrderIds.orders(), toNamedSnapshot)) {
    yield create(SnapshotChunkSchema, { namedOrders: chunk });
  }
  for (const market of views.marketStates()) {
    yield create(SnapshotChunkSchema, { markets: [toMarketSnapshot(market)] });
  }
  for (const chunk of chunked(views.positions.all(0, Number.POSITIVE_INFINITY), toPositionSnapshot)) {
    yield create(SnapshotChunkSchema, { positions: chunk });
  }
}

/** The part of a snapshot that the state consists of. Open orders come in order of time priority. */
interface StateTarget {
  restoreInstrument(instrument: Instrument): void;
  restoreParty(party: Party): void;
  restoreOpenOrder(order: OrderRecord): void;
}

/** Takes all that a snapshot holds. */
export interface SnapshotTarget extends StateTarget {
  restoreClosedOrder(order: OrderRecord): void;
  restoreMarket(market: MarketState): void;
  restorePosition(position: Position): void;
}

/** The open orders of one party that are in it. */
export function* openOrders(chunk: SnapshotChunk, partyNumber: number): Iterable<OrderRecord> {
  for (const order of chunk.orders) if (order.order?.partyNumber === partyNumber) yield toRecord(order);
}

/** @param view is put back too, beside the state. */
export function restoreChunk(chunk: SnapshotChunk, state: ExchangeState, view?: SnapshotTarget): void {
  const targets: StateTarget[] = view === undefined ? [state] : [state, view];
  for (const target of targets) {
    for (const instrument of chunk.instruments) target.restoreInstrument(instrument);
    for (const party of chunk.parties) target.restoreParty(party);
    // Each target gets records of its own: it will change them.
    for (const order of chunk.orders) target.restoreOpenOrder(toRecord(order));
  }
  if (view !== undefined) {
    for (const order of chunk.closedOrders) view.restoreClosedOrder(toRecord(order));
    for (const market of chunk.markets) view.restoreMarket(toMarketState(market));
    for (const position of chunk.positions) view.restorePosition(toPosition(position));
  }
  for (const order of chunk.namedOrders) state.clientOrderIds.restore(toNamedOrder(order));
}

function* chunked<From, To>(items: Iterable<From>, convert: (item: From) => To): Iterable<To[]> {
  let chunk: To[] = [];
  for (const item of items) {
    chunk.push(convert(item));
    if (chunk.length === ITEMS_PER_CHUNK) {
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

function toNamedSnapshot(order: Readonly<NamedOrder>): SnapshotNamedOrder {
  return create(SnapshotNamedOrderSchema, {
    order: { ...order, orderId: BigInt(order.orderId) },
    acceptTimeNs: order.acceptTimeNs,
    quantity: order.totalQuantity,
    canceledQuantity: order.canceledQuantity,
    isOpen: order.isOpen,
  });
}

function toRecord(stored: SnapshotOrder): OrderRecord {
  const { quantity, leavesQuantity, cumQuantity } = stored;
  return {
    ...toTerms(stored.order),
    acceptTimeNs: stored.acceptTimeNs,
    quantity,
    leavesQuantity,
    cumQuantity,
    canceledQuantity: quantity - leavesQuantity - cumQuantity,
    notional: Number(stored.notional),
    transactTimeNs: stored.transactTimeNs,
    priority: 0,
  };
}

function toNamedOrder(stored: SnapshotNamedOrder): NamedOrder {
  return {
    ...toTerms(stored.order),
    acceptTimeNs: stored.acceptTimeNs,
    totalQuantity: stored.quantity,
    canceledQuantity: stored.canceledQuantity,
    isOpen: stored.isOpen,
  };
}

function toTerms(order: OrderAccepted | undefined) {
  if (order === undefined) throw new Error('a snapshot has an order without its beginning');
  return {
    orderId: Number(order.orderId),
    clientOrderId: order.clientOrderId,
    instrumentId: order.instrumentId,
    partyNumber: order.partyNumber,
    side: knownValue(Side, 'side', order.side),
    orderType: knownValue(OrderType, 'order type', order.orderType),
    timeInForce: knownValue(TimeInForce, 'time in force', order.timeInForce),
    price: order.price,
    quantity: order.quantity,
  };
}
