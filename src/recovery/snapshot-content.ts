import { create } from '@bufbuild/protobuf';
import { type SnapshotChunk, SnapshotChunkSchema } from '../../gen/redleaf/journal/v1/snapshot_pb.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Order } from '../domain/order-progress.ts';
import type { Party } from '../domain/party.ts';
import type { ClientOrderIds } from '../exchange/client-order-ids.ts';
import type { ExchangeState } from '../exchange/exchange-state.ts';
import type { Feeds } from '../feeds/feeds.ts';
import type { MarketState } from '../feeds/instrument-market.ts';
import type { Position } from '../market/position.ts';
import { toMarketSnapshot, toMarketState, toPosition, toPositionSnapshot } from './market-content.ts';
import {
  toInstrument,
  toInstrumentMessage,
  toNamedOrder,
  toNamedOrderMessage,
  toOrder,
  toOrderMessage,
  toParty,
} from './order-content.ts';

const ITEMS_PER_CHUNK = 1_000;

/** The content of a snapshot, in the order in which it is restored. */
export function* snapshotChunks(views: Feeds, clientOrderIds: ClientOrderIds): Iterable<SnapshotChunk> {
  const { directory, orders } = views;
  yield create(SnapshotChunkSchema, {
    instruments: directory.instrumentsListed(0, Number.POSITIVE_INFINITY).map(toInstrumentMessage),
    parties: [...directory.parties()],
  });
  for (const chunk of chunked(orders.open(), toOrderMessage))
    yield create(SnapshotChunkSchema, { orders: chunk });
  for (const chunk of chunked(orders.closed(), toOrderMessage)) {
    yield create(SnapshotChunkSchema, { closedOrders: chunk });
  }
  for (const chunk of chunked(clientOrderIds.orders(), toNamedOrderMessage)) {
    yield create(SnapshotChunkSchema, { namedOrders: chunk });
  }
  for (const market of views.marketStates()) {
    yield create(SnapshotChunkSchema, { markets: [toMarketSnapshot(market)] });
  }
  for (const chunk of chunked(views.positions.all(0, Number.POSITIVE_INFINITY), toPositionSnapshot)) {
    yield create(SnapshotChunkSchema, { positions: chunk });
  }
}

/** Takes the content that makes up the state. Open orders come in time priority. */
interface StateTarget {
  restoreInstrument(instrument: Instrument): void;
  restoreParty(party: Party): void;
  restoreOpenOrder(order: Order): void;
}

/** Takes the whole content of a snapshot. */
export interface SnapshotTarget extends StateTarget {
  restoreClosedOrder(order: Order): void;
  restoreMarket(market: MarketState): void;
  restorePosition(position: Position): void;
}

/** The open orders of one party. */
export function* openOrders(chunk: SnapshotChunk, partyNumber: number): Iterable<Order> {
  for (const order of chunk.orders) if (order.terms?.partyNumber === partyNumber) yield toOrder(order);
}

/** @param view restored in addition to the state. */
export function restoreChunk(chunk: SnapshotChunk, state: ExchangeState, view?: SnapshotTarget): void {
  const instruments = chunk.instruments.map(toInstrument);
  const parties = chunk.parties.map(toParty);
  const orders = chunk.orders.map(toOrder);
  const targets: StateTarget[] = view === undefined ? [state] : [state, view];
  for (const target of targets) {
    for (const instrument of instruments) target.restoreInstrument(instrument);
    for (const party of parties) target.restoreParty(party);
    for (const order of orders) target.restoreOpenOrder(order);
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
