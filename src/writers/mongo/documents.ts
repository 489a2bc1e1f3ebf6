import { Decimal128, Long, ObjectId } from 'mongodb';
import { cancelReasonWord } from '../../domain/cancel-reasons.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { Side, TimeInForce } from '../../domain/order.ts';
import { type OrderKind, orderKindOf } from '../../domain/order-kind.ts';
import type { Party } from '../../domain/party.ts';
import type { WriterEvent, WriterOrder, WriterTrade } from '../../follower/writer.ts';

/** BSON int where it fits, else long: what the seed's driver stored. A plain number past 2^31 would be a double. */
export type Integer = number | Long;

/** A sum. Beyond a long it is a decimal, and beyond the 34 digits of that its digits as text. */
export type ExactSum = Integer | Decimal128 | string;

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
  readonly min_price: Integer;
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
interface ProgressFields {
  readonly price_cents: Integer;
  readonly quantity: Integer;
  readonly cancelled: boolean;
  readonly filled_quantity: Integer;
  readonly remaining_quantity: Integer;
  readonly cancelled_quantity: Integer;
  readonly filled_notional: ExactSum;
  readonly transact_timestamp: Long;
  /** Absent in the documents of the seed too. */
  readonly cancel_reason?: string;
}

export interface OrderDocument extends ProgressFields {
  readonly _id: ObjectId;
  readonly order_type: OrderKind;
  readonly side: 'BUY' | 'SELL';
  readonly instrument_id: Integer;
  readonly timestamp: Long;
  readonly order_id: Integer;
  readonly party_id: string;
  readonly client_order_id: string;
  readonly post_only?: true;
  readonly fill_or_kill?: true;
  readonly expire_timestamp?: Long;
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

/** What a party had traded on the exchange that was imported. */
export interface ImportedPositionDocument {
  readonly party_id: string;
  readonly instrument_id: Integer;
  readonly bought_quantity: ExactSum;
  readonly sold_quantity: ExactSum;
  readonly bought_notional: ExactSum;
  readonly sold_notional: ExactSum;
}

export type ImportedPositionEvent = Extract<WriterEvent, { kind: 'positionImported' }>;

const MAX_INT32 = 2 ** 31 - 1;
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_DECIMAL_DIGITS = 34;
const NS_PER_SECOND = 1_000_000_000n;
const NS_PER_MS = 1_000_000n;

export function integer(value: number): Integer {
  return value <= MAX_INT32 ? value : Long.fromNumber(value);
}

export function exactSum(value: bigint): ExactSum {
  if (value <= MAX_INT32) return Number(value);
  if (value <= MAX_INT64) return Long.fromBigInt(value);
  const digits = String(value);
  return digits.length <= MAX_DECIMAL_DIGITS ? Decimal128.fromString(digits) : digits;
}

/**
 * An object id whose first four bytes are the second of creation, as in any other, and the rest the id: the same event gives the
 * same document, wherever and however often it is written.
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
    // An imported instrument may have no known administrator. An invented name would be worse than none.
    created_by: partyIds.get(instrument.createdBy ?? 0) ?? '',
    price_scale: instrument.priceScale,
    quantity_scale: instrument.quantityScale,
    tick_size: integer(instrument.tickSize),
    lot_size: integer(instrument.lotSize),
    min_price: integer(instrument.minPrice),
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

/** Fields in the seed's order, then ours. */
export function orderDocument(order: WriterOrder): OrderDocument {
  const { orderId, partyId, terms, progress } = order;
  const { price_cents, quantity, cancel_reason, ...others } = progressFields(order);
  return {
    _id: objectId(progress.acceptTimeNs, orderId),
    order_type: orderKindOf(terms.orderType, terms.timeInForce),
    side: terms.side === Side.Buy ? 'BUY' : 'SELL',
    instrument_id: integer(terms.instrumentId),
    price_cents,
    quantity,
    timestamp: Long.fromBigInt(progress.acceptTimeNs),
    order_id: integer(orderId),
    party_id: partyId,
    ...others,
    client_order_id: terms.clientOrderId,
    ...(terms.postOnly === true ? { post_only: true } : {}),
    ...(terms.timeInForce === TimeInForce.FillOrKill ? { fill_or_kill: true } : {}),
    ...(terms.expireTimeNs === undefined ? {} : { expire_timestamp: Long.fromBigInt(terms.expireTimeNs) }),
    // Last, where an update puts it.
    ...(cancel_reason === undefined ? {} : { cancel_reason }),
  };
}

export function progressFields({ terms, progress }: WriterOrder): ProgressFields {
  return {
    price_cents: integer(terms.price),
    quantity: integer(terms.quantity),
    // The seed also set it in a filled order.
    cancelled: progress.canceledQuantity > 0,
    filled_quantity: integer(progress.cumQuantity),
    remaining_quantity: integer(progress.leavesQuantity),
    cancelled_quantity: integer(progress.canceledQuantity),
    filled_notional: exactSum(progress.notional),
    transact_timestamp: Long.fromBigInt(progress.transactTimeNs),
    ...(progress.cancelReason === undefined
      ? {}
      : { cancel_reason: cancelReasonWord(progress.cancelReason) }),
  };
}

export function liveOrderDocument(order: WriterOrder, priority: number): LiveOrderDocument {
  return { ...orderDocument(order), priority: integer(priority) };
}

export function tradeDocument({
  timeNs,
  tradeId,
  price,
  quantity,
  maker,
  taker,
}: WriterTrade): TradeDocument {
  return {
    _id: objectId(timeNs, tradeId),
    instrument_id: integer(maker.terms.instrumentId),
    price_cents: integer(price),
    quantity: integer(quantity),
    timestamp: Long.fromBigInt(timeNs),
    maker_order_id: integer(maker.orderId),
    maker_party_id: maker.partyId,
    taker_order_id: integer(taker.orderId),
    taker_party_id: taker.partyId,
    maker_is_buyer: maker.terms.side === Side.Buy,
    maker_quantity_remaining: integer(maker.progress.leavesQuantity),
    taker_quantity_remaining: integer(taker.progress.leavesQuantity),
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
    bought_quantity: exactSum(position.boughtQuantity),
    sold_quantity: exactSum(position.soldQuantity),
    bought_notional: exactSum(position.boughtNotional),
    sold_notional: exactSum(position.soldNotional),
  };
}
