import { Decimal128, Long, ObjectId } from 'mongodb';
import type { Instrument } from '../../domain/instrument.ts';
import { Side } from '../../domain/order.ts';
import type { Party } from '../../domain/party.ts';
import type { OrderState, WriterEvent } from '../../follower/writer.ts';

/** BSON int where it fits, else long: what the seed's driver stored. A plain number past 2^31 would be a double. */
export type Integer = number | Long;

export interface InstrumentDocument {
  readonly _id: ObjectId;
  readonly instrument_id: Integer;
  readonly instrument_name: string;
  readonly instrument_description: string;
  readonly created_time: Date;
  readonly created_by: string;
  readonly price_scale: Integer;
  readonly quantity_scale: Integer;
  readonly tick_size: Integer;
  readonly lot_size: Integer;
  readonly max_price: Integer;
  readonly max_quantity: Integer;
}

export interface PartyDocument {
  readonly _id: ObjectId;
  /** A number only where the older state of the seed wrote it. */
  readonly party_id: string | number;
  readonly party_name: string;
  readonly is_admin: boolean;
  readonly party_number: Integer;
  /** bcrypt. Never written here: events hold no secrets. */
  readonly password?: string;
  /** It may not log in. Not there while that was never asked for. */
  readonly disabled?: boolean;
}

/** What can change in the life of an order. */
interface OrderProgress {
  readonly price_cents: Integer;
  readonly quantity: Integer;
  readonly cancelled: boolean;
  readonly filled_quantity: Integer;
  readonly remaining_quantity: Integer;
  readonly cancelled_quantity: Integer;
  readonly filled_notional: Integer;
  readonly transact_timestamp: Long;
}

export interface OrderDocument extends OrderProgress {
  readonly _id: ObjectId;
  readonly order_type: 'GTC' | 'IOC' | 'MARKET';
  readonly side: 'BUY' | 'SELL';
  readonly instrument_id: Integer;
  readonly timestamp: Long;
  readonly order_id: Integer;
  readonly party_id: string;
  readonly client_order_id: string;
}

export interface LiveOrderDocument extends OrderDocument {
  /** Of two orders at one price, the one with the lower number trades first. */
  readonly priority: Integer;
}

export interface TradeDocument {
  readonly _id: ObjectId;
  readonly instrument_id: Integer;
  readonly price_cents: Integer;
  readonly quantity: Integer;
  readonly timestamp: Long;
  readonly maker_order_id: Integer;
  readonly maker_party_id: string;
  readonly taker_order_id: Integer;
  readonly taker_party_id: string;
  readonly maker_is_buyer: boolean;
  readonly maker_quantity_remaining: Integer;
  readonly taker_quantity_remaining: Integer;
  readonly trade_id: Integer;
}

/** What a party had traded before the exchange was brought over from another one. */
export interface ImportedPositionDocument {
  readonly party_id: string;
  readonly instrument_id: Integer;
  readonly bought_quantity: Integer;
  readonly sold_quantity: Integer;
  readonly bought_notional: Decimal128;
  readonly sold_notional: Decimal128;
}

export type TradedEvent = Extract<WriterEvent, { kind: 'traded' }>;
export type ImportedPositionEvent = Extract<WriterEvent, { kind: 'positionImported' }>;

const MAX_INT32 = 2 ** 31 - 1;
const NS_PER_SECOND = 1_000_000_000n;
const NS_PER_MS = 1_000_000n;

export function integer(value: number): Integer {
  return value <= MAX_INT32 ? value : Long.fromNumber(value);
}

/**
 * An object id like any other, its first four bytes the second of creation; but made of what happened, so that the
 * same events give the same document wherever and however often they are written.
 */
function objectId(timeNs: bigint, id: number): ObjectId {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Number(timeNs / NS_PER_SECOND));
  view.setBigUint64(4, BigInt(id));
  return new ObjectId(bytes);
}

export function instrumentDocument(
  instrument: Instrument,
  partyIds: ReadonlyMap<number, string>,
  timeNs: bigint,
): InstrumentDocument {
  const createTimeNs = instrument.createTimeNs ?? timeNs;
  return {
    _id: objectId(createTimeNs, instrument.instrumentId),
    instrument_id: integer(instrument.instrumentId),
    instrument_name: instrument.symbol,
    instrument_description: instrument.description,
    created_time: new Date(Number(createTimeNs / NS_PER_MS)),
    // Journals did not always hold who it was; an invented name would be worse than none.
    created_by: partyIds.get(instrument.createdBy ?? 0) ?? '',
    price_scale: instrument.priceScale,
    quantity_scale: instrument.quantityScale,
    tick_size: integer(instrument.tickSize),
    lot_size: integer(instrument.lotSize),
    max_price: integer(instrument.maxPrice),
    max_quantity: integer(instrument.maxQuantity),
  };
}

export function partyDocument(party: Party, timeNs: bigint): PartyDocument {
  return {
    _id: objectId(timeNs, party.partyNumber),
    party_id: party.partyId,
    party_name: party.partyName,
    is_admin: party.isAdmin,
    party_number: party.partyNumber,
  };
}

export function orderDocument(order: OrderState): OrderDocument {
  return {
    _id: objectId(order.acceptTimeNs, order.orderId),
    order_type: order.kind,
    side: order.side === Side.Buy ? 'BUY' : 'SELL',
    instrument_id: integer(order.instrumentId),
    price_cents: integer(order.price),
    quantity: integer(order.quantity),
    timestamp: Long.fromBigInt(order.acceptTimeNs),
    order_id: integer(order.orderId),
    party_id: order.partyId,
    // A filled order is not `cancelled`, as it was with the seed.
    cancelled: order.canceledQuantity > 0,
    filled_quantity: integer(order.cumQuantity),
    remaining_quantity: integer(order.leavesQuantity),
    cancelled_quantity: integer(order.canceledQuantity),
    filled_notional: integer(order.notional),
    transact_timestamp: Long.fromBigInt(order.transactTimeNs),
    client_order_id: order.clientOrderId,
  };
}

export function orderProgress(order: OrderState): OrderProgress {
  return {
    price_cents: integer(order.price),
    quantity: integer(order.quantity),
    cancelled: order.canceledQuantity > 0,
    filled_quantity: integer(order.cumQuantity),
    remaining_quantity: integer(order.leavesQuantity),
    cancelled_quantity: integer(order.canceledQuantity),
    filled_notional: integer(order.notional),
    transact_timestamp: Long.fromBigInt(order.transactTimeNs),
  };
}

export function liveOrderDocument(order: OrderState, priority: number): LiveOrderDocument {
  return { ...orderDocument(order), priority: integer(priority) };
}

export function tradeDocument({
  timeNs,
  tradeId,
  price,
  quantity,
  maker,
  taker,
}: TradedEvent): TradeDocument {
  return {
    _id: objectId(timeNs, tradeId),
    instrument_id: integer(maker.instrumentId),
    price_cents: integer(price),
    quantity: integer(quantity),
    timestamp: Long.fromBigInt(timeNs),
    maker_order_id: integer(maker.orderId),
    maker_party_id: maker.partyId,
    taker_order_id: integer(taker.orderId),
    taker_party_id: taker.partyId,
    maker_is_buyer: maker.side === Side.Buy,
    maker_quantity_remaining: integer(maker.leavesQuantity),
    taker_quantity_remaining: integer(taker.leavesQuantity),
    trade_id: integer(tradeId),
  };
}

export function importedPositionDocument({
  partyId,
  position,
}: ImportedPositionEvent): ImportedPositionDocument {
  return {
    party_id: partyId,
    instrument_id: integer(position.instrumentId),
    bought_quantity: integer(position.boughtQuantity),
    sold_quantity: integer(position.soldQuantity),
    bought_notional: Decimal128.fromString(String(position.boughtNotional)),
    sold_notional: Decimal128.fromString(String(position.soldNotional)),
  };
}
