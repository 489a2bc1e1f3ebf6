import { create } from '@bufbuild/protobuf';
import type * as stored from '../../gen/redleaf/journal/v1/journal_pb.ts';
import { InstrumentSchema, OrderSchema } from '../../gen/redleaf/journal/v1/journal_pb.ts';
import {
  type SnapshotChunk,
  SnapshotChunkSchema,
  type SnapshotNamedOrder,
  SnapshotNamedOrderSchema,
} from '../../gen/redleaf/journal/v1/snapshot_pb.ts';
import type { Instrument } from '../domain/instrument.ts';
import { knownValue } from '../domain/known-value.ts';
import { OrderType, Side, TimeInForce } from '../domain/order.ts';
import type { Order } from '../domain/order-progress.ts';
import type { OrderTerms } from '../domain/order-terms.ts';
import type { Party } from '../domain/party.ts';
import type { ClientOrderIds, NamedOrder } from '../exchange/client-order-ids.ts';
import type { ExchangeState } from '../exchange/exchange-state.ts';
import type { Feeds } from '../feeds/feeds.ts';
import type { MarketState } from '../feeds/instrument-market.ts';
import type { Position } from '../market/position.ts';
import { toMarketSnapshot, toMarketState, toPosition, toPositionSnapshot } from './market-content.ts';

const ITEMS_PER_CHUNK = 1_000;

/** All that a snapshot holds, in the order in which it is restored. */
export function* snapshotChunks(views: Feeds, clientOrderIds: ClientOrderIds): Iterable<SnapshotChunk> {
  const { directory, orders } = views;
  yield create(SnapshotChunkSchema, {
    instruments: directory.instrumentsListed(0, Number.POSITIVE_INFINITY).map(toInstrumentSnapshot),
    parties: [...directory.parties()],
  });
  for (const chunk of chunked(orders.open(), toOrderSnapshot))
    yield create(SnapshotChunkSchema, { orders: chunk });
  for (const chunk of chunked(orders.closed(), toOrderSnapshot)) {
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

/** Takes the part of a snapshot that the state consists of. Open orders come in time priority. */
interface StateTarget {
  restoreInstrument(instrument: Instrument): void;
  restoreParty(party: Party): void;
  restoreOpenOrder(order: Order): void;
}

/** Takes all that a snapshot holds. */
export interface SnapshotTarget extends StateTarget {
  restoreClosedOrder(order: Order): void;
  restoreMarket(market: MarketState): void;
  restorePosition(position: Position): void;
}

/** The open orders of one party. */
export function* openOrders(chunk: SnapshotChunk, partyNumber: number): Iterable<Order> {
  for (const order of chunk.orders) if (order.terms?.partyNumber === partyNumber) yield toOrder(order);
}

/** @param view is restored too. */
export function restoreChunk(chunk: SnapshotChunk, state: ExchangeState, view?: SnapshotTarget): void {
  const targets: StateTarget[] = view === undefined ? [state] : [state, view];
  for (const target of targets) {
    for (const instrument of chunk.instruments) target.restoreInstrument(toInstrument(instrument));
    for (const party of chunk.parties) target.restoreParty(toParty(party));
    for (const order of chunk.orders) target.restoreOpenOrder(toOrder(order));
  }
  if (view !== undefined) {
    for (const order of chunk.closedOrders) view.restoreClosedOrder(toOrder(order));
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

function toInstrumentSnapshot({ createdBy, createTimeNs, ...instrument }: Instrument): stored.Instrument {
  return create(InstrumentSchema, {
    ...instrument,
    tickSize: BigInt(instrument.tickSize),
    lotSize: BigInt(instrument.lotSize),
    maxPrice: BigInt(instrument.maxPrice),
    maxQuantity: BigInt(instrument.maxQuantity),
    ...(createdBy === undefined ? {} : { createdBy }),
    ...(createTimeNs === undefined ? {} : { createTimeNs }),
  });
}

function toInstrument({ createdBy, createTimeNs, ...instrument }: stored.Instrument): Instrument {
  return {
    instrumentId: instrument.instrumentId,
    symbol: instrument.symbol,
    description: instrument.description,
    priceScale: instrument.priceScale,
    quantityScale: instrument.quantityScale,
    tickSize: Number(instrument.tickSize),
    lotSize: Number(instrument.lotSize),
    maxPrice: Number(instrument.maxPrice),
    maxQuantity: Number(instrument.maxQuantity),
    ...(createdBy === undefined ? {} : { createdBy }),
    ...(createTimeNs === undefined ? {} : { createTimeNs }),
  };
}

function toParty({ partyNumber, partyId, partyName, isAdmin, isDisabled }: stored.Party): Party {
  return { partyNumber, partyId, partyName, isAdmin, ...(isDisabled === undefined ? {} : { isDisabled }) };
}

function toOrderSnapshot({ orderId, terms, progress }: Order): stored.Order {
  const { acceptTimeNs, transactTimeNs } = progress;
  return create(OrderSchema, {
    orderId: BigInt(orderId),
    terms: toTermsSnapshot(terms),
    progress: {
      leavesQuantity: BigInt(progress.leavesQuantity),
      cumQuantity: BigInt(progress.cumQuantity),
      canceledQuantity: BigInt(progress.canceledQuantity),
      notional: toBytes(progress.notional),
      acceptTimeNs,
      transactTimeNs,
    },
  });
}

function toNamedSnapshot(order: Readonly<NamedOrder>): SnapshotNamedOrder {
  return create(SnapshotNamedOrderSchema, {
    orderId: BigInt(order.orderId),
    terms: toTermsSnapshot(order.terms),
    acceptTimeNs: order.acceptTimeNs,
    quantity: BigInt(order.totalQuantity),
    canceledQuantity: BigInt(order.canceledQuantity),
    isOpen: order.isOpen,
  });
}

function toTermsSnapshot(terms: OrderTerms) {
  return { ...terms, price: BigInt(terms.price), quantity: BigInt(terms.quantity) };
}

function toOrder({ orderId, terms, progress }: stored.Order): Order {
  if (progress === undefined) throw new Error('a snapshot has an order without its progress');
  return {
    orderId: Number(orderId),
    terms: toTerms(terms),
    progress: {
      leavesQuantity: Number(progress.leavesQuantity),
      cumQuantity: Number(progress.cumQuantity),
      canceledQuantity: Number(progress.canceledQuantity),
      notional: toBigInt(progress.notional),
      acceptTimeNs: progress.acceptTimeNs,
      transactTimeNs: progress.transactTimeNs,
    },
  };
}

function toNamedOrder(named: SnapshotNamedOrder): NamedOrder {
  return {
    orderId: Number(named.orderId),
    terms: toTerms(named.terms),
    acceptTimeNs: named.acceptTimeNs,
    totalQuantity: Number(named.quantity),
    canceledQuantity: Number(named.canceledQuantity),
    isOpen: named.isOpen,
  };
}

function toTerms(terms: stored.OrderTerms | undefined): OrderTerms {
  if (terms === undefined) throw new Error('a snapshot has an order without its terms');
  return {
    partyNumber: terms.partyNumber,
    instrumentId: terms.instrumentId,
    side: knownValue(Side, 'side', terms.side),
    orderType: knownValue(OrderType, 'order type', terms.orderType),
    timeInForce: knownValue(TimeInForce, 'time in force', terms.timeInForce),
    price: Number(terms.price),
    quantity: Number(terms.quantity),
    clientOrderId: terms.clientOrderId,
  };
}

/** Big-endian, without leading zeros. */
function toBytes(value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array();
  const digits = value.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
}

function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
}
