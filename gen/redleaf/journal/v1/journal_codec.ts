// Generated from redleaf/journal/v1/journal.proto by proto/codec. Do not edit.
/* eslint-disable */

import type { ImportedPosition } from '../../../../src/domain/imported-position.ts';
import type { Instrument } from '../../../../src/domain/instrument.ts';
import type { Order, OrderProgress } from '../../../../src/domain/order-progress.ts';
import type { OrderTerms } from '../../../../src/domain/order-terms.ts';
import type { CancelReason, OrderType, Side, TimeInForce } from '../../../../src/domain/order.ts';
import type { Party } from '../../../../src/domain/party.ts';
import type { Trade } from '../../../../src/domain/trade.ts';
import type { ClockAdvanced, ImportBegun, InstrumentCreated, OrderAccepted, OrderAmended, OrderCanceled, OrderImported, OrderRested, OrderTraded, PartyCreated, PartyStatusChanged, PositionImported, TradeImported } from '../../../../src/events/events.ts';
import type { CommandKind, EventHandlers } from '../../../../src/events/frame.ts';
import type { WireReader } from '../../../../src/journal/wire-reader.ts';
import type { WireWriter } from '../../../../src/wire/wire-writer.ts';

export const BatchTag = {
  formatVersion: 8,
  firstSequence: 16,
  firstTimeNs: 25,
  frames: 34,
} as const;

export const FrameTag = {
  elapsedNs: 8,
  kind: 16,
  partyNumber: 24,
  orderId: 32,
  events: 42,
} as const;

export const EventTag = {
  orderAccepted: 10,
  orderRested: 18,
  orderTraded: 26,
  orderCanceled: 34,
  orderAmended: 42,
  instrumentCreated: 50,
  partyCreated: 58,
  partyStatusChanged: 66,
  importBegun: 74,
  orderImported: 82,
  tradeImported: 90,
  positionImported: 98,
  clockAdvanced: 106,
} as const;

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
/** Compiles only while every property of the type has a field in the proto. */
type Whole<Names extends PropertyKey, Properties extends Names> = Properties;

export function knownSide(reader: WireReader, value: number): Side {
  if (value === 1 || value === 2) return value;
  throw reader.damaged(`side ${value} is unknown`);
}

export function knownOrderType(reader: WireReader, value: number): OrderType {
  if (value === 1 || value === 2) return value;
  throw reader.damaged(`order type ${value} is unknown`);
}

export function knownTimeInForce(reader: WireReader, value: number): TimeInForce {
  if (value === 1 || value === 2 || value === 3 || value === 4) return value;
  throw reader.damaged(`time in force ${value} is unknown`);
}

export function knownCancelReason(reader: WireReader, value: number): CancelReason {
  if (value === 1 || value === 2 || value === 3 || value === 4 || value === 5) return value;
  throw reader.damaged(`cancel reason ${value} is unknown`);
}

export function knownCommandKind(reader: WireReader, value: number): CommandKind {
  if (value === 1 || value === 2 || value === 3 || value === 4 || value === 5 || value === 6 || value === 7 || value === 8 || value === 9 || value === 10) return value;
  throw reader.damaged(`command kind ${value} is unknown`);
}

const someOrderTerms: OrderTerms = { partyNumber: 0, instrumentId: 0, side: 1, orderType: 1, timeInForce: 1, price: 0, quantity: 0, clientOrderId: '' };

export type OrderTermsProperty = Whole<'partyNumber' | 'instrumentId' | 'side' | 'orderType' | 'timeInForce' | 'price' | 'quantity' | 'clientOrderId' | 'postOnly' | 'expireTimeNs', keyof OrderTerms>;

export function writeOrderTerms(wire: WireWriter, from: OrderTerms): void {
  wire.uint32(8, from.partyNumber);
  wire.uint32(16, from.instrumentId);
  wire.uint(24, from.side satisfies 1 | 2);
  wire.uint(32, from.orderType satisfies 1 | 2);
  wire.uint(40, from.timeInForce satisfies 1 | 2 | 3 | 4);
  wire.uint(48, from.price);
  wire.uint(56, from.quantity);
  wire.text(66, from.clientOrderId);
  if (from.postOnly !== undefined) wire.presentBool(72, from.postOnly);
  if (from.expireTimeNs !== undefined) wire.presentFixed64(81, from.expireTimeNs);
}

export function readOrderTerms(reader: WireReader, end: number): OrderTerms {
  let partyNumber = 0;
  let instrumentId = 0;
  let side = 0;
  let orderType = 0;
  let timeInForce = 0;
  let price = 0;
  let quantity = 0;
  let clientOrderId = '';
  let postOnly: boolean | undefined;
  let expireTimeNs: bigint | undefined;
  while (reader.position < end) {
    const tag = reader.uint();
    if ((tag & 7) === 0 && tag <= 80) {
      const value = reader.uint();
      switch (tag) {
        case 8: partyNumber = reader.checked32(value); break;
        case 16: instrumentId = reader.checked32(value); break;
        case 24: side = value; break;
        case 32: orderType = value; break;
        case 40: timeInForce = value; break;
        case 48: price = value; break;
        case 56: quantity = value; break;
        case 72: postOnly = reader.checkedBool(value); break;
        default: throw reader.wrongType(tag);
      }
    } else if (tag === 66) clientOrderId = reader.text(end); else if (tag === 81) expireTimeNs = reader.fixed64(end); else reader.skipUnknown(tag, 10, end);
  }
  reader.expectEnd(end);
  const made: Mutable<OrderTerms> = { partyNumber, instrumentId, side: knownSide(reader, side), orderType: knownOrderType(reader, orderType), timeInForce: knownTimeInForce(reader, timeInForce), price, quantity, clientOrderId };
  if (postOnly !== undefined) made.postOnly = postOnly;
  if (expireTimeNs !== undefined) made.expireTimeNs = expireTimeNs;
  return made;
}

const someInstrument: Instrument = { instrumentId: 0, symbol: '', description: '', priceScale: 0, quantityScale: 0, tickSize: 0, lotSize: 0, maxPrice: 0, maxQuantity: 0, minPrice: 0 };

export type InstrumentProperty = Whole<'instrumentId' | 'symbol' | 'description' | 'priceScale' | 'quantityScale' | 'tickSize' | 'lotSize' | 'maxPrice' | 'maxQuantity' | 'createdBy' | 'createTimeNs' | 'minPrice', keyof Instrument>;

export function writeInstrument(wire: WireWriter, from: Instrument): void {
  wire.uint32(8, from.instrumentId);
  wire.text(18, from.symbol);
  wire.text(26, from.description);
  wire.uint32(32, from.priceScale);
  wire.uint32(40, from.quantityScale);
  wire.uint(48, from.tickSize);
  wire.uint(56, from.lotSize);
  wire.uint(64, from.maxPrice);
  wire.uint(72, from.maxQuantity);
  if (from.createdBy !== undefined) wire.presentUint32(80, from.createdBy);
  if (from.createTimeNs !== undefined) wire.presentFixed64(89, from.createTimeNs);
  wire.uint(96, from.minPrice);
}

export function readInstrument(reader: WireReader, end: number): Instrument {
  let instrumentId = 0;
  let symbol = '';
  let description = '';
  let priceScale = 0;
  let quantityScale = 0;
  let tickSize = 0;
  let lotSize = 0;
  let maxPrice = 0;
  let maxQuantity = 0;
  let createdBy: number | undefined;
  let createTimeNs: bigint | undefined;
  let minPrice = 0;
  while (reader.position < end) {
    const tag = reader.uint();
    if ((tag & 7) === 0 && tag <= 96) {
      const value = reader.uint();
      switch (tag) {
        case 8: instrumentId = reader.checked32(value); break;
        case 32: priceScale = reader.checked32(value); break;
        case 40: quantityScale = reader.checked32(value); break;
        case 48: tickSize = value; break;
        case 56: lotSize = value; break;
        case 64: maxPrice = value; break;
        case 72: maxQuantity = value; break;
        case 80: createdBy = reader.checked32(value); break;
        case 96: minPrice = value; break;
        default: throw reader.wrongType(tag);
      }
    } else if (tag === 18) symbol = reader.text(end); else if (tag === 26) description = reader.text(end); else if (tag === 89) createTimeNs = reader.fixed64(end); else reader.skipUnknown(tag, 12, end);
  }
  reader.expectEnd(end);
  const made: Mutable<Instrument> = { instrumentId, symbol, description, priceScale, quantityScale, tickSize, lotSize, maxPrice, maxQuantity, minPrice };
  if (createdBy !== undefined) made.createdBy = createdBy;
  if (createTimeNs !== undefined) made.createTimeNs = createTimeNs;
  return made;
}

const someParty: Party = { partyNumber: 0, partyId: '', partyName: '', isAdmin: false };

export type PartyProperty = Whole<'partyNumber' | 'partyId' | 'partyName' | 'isAdmin' | 'isDisabled', keyof Party>;

export function writeParty(wire: WireWriter, from: Party): void {
  wire.uint32(8, from.partyNumber);
  wire.text(18, from.partyId);
  wire.text(26, from.partyName);
  wire.bool(32, from.isAdmin);
  if (from.isDisabled !== undefined) wire.presentBool(40, from.isDisabled);
}

export function readParty(reader: WireReader, end: number): Party {
  let partyNumber = 0;
  let partyId = '';
  let partyName = '';
  let isAdmin = false;
  let isDisabled: boolean | undefined;
  while (reader.position < end) {
    const tag = reader.uint();
    if ((tag & 7) === 0 && tag <= 40) {
      const value = reader.uint();
      switch (tag) {
        case 8: partyNumber = reader.checked32(value); break;
        case 32: isAdmin = reader.checkedBool(value); break;
        case 40: isDisabled = reader.checkedBool(value); break;
        default: throw reader.wrongType(tag);
      }
    } else if (tag === 18) partyId = reader.text(end); else if (tag === 26) partyName = reader.text(end); else reader.skipUnknown(tag, 5, end);
  }
  reader.expectEnd(end);
  const made: Mutable<Party> = { partyNumber, partyId, partyName, isAdmin };
  if (isDisabled !== undefined) made.isDisabled = isDisabled;
  return made;
}

const someOrderProgress: OrderProgress = { leavesQuantity: 0, cumQuantity: 0, canceledQuantity: 0, notional: 0n, acceptTimeNs: 0n, transactTimeNs: 0n };

export type OrderProgressProperty = Whole<'leavesQuantity' | 'cumQuantity' | 'canceledQuantity' | 'notional' | 'acceptTimeNs' | 'transactTimeNs' | 'cancelReason', keyof OrderProgress>;

export function writeOrderProgress(wire: WireWriter, from: OrderProgress): void {
  wire.uint(8, from.leavesQuantity);
  wire.uint(16, from.cumQuantity);
  wire.uint(24, from.canceledQuantity);
  wire.bigint(34, from.notional);
  wire.fixed64(41, from.acceptTimeNs);
  wire.fixed64(49, from.transactTimeNs);
  if (from.cancelReason !== undefined) wire.presentUint(56, from.cancelReason satisfies 1 | 2 | 3 | 4 | 5);
}

export function readOrderProgress(reader: WireReader, end: number): OrderProgress {
  let leavesQuantity = 0;
  let cumQuantity = 0;
  let canceledQuantity = 0;
  let notional = 0n;
  let acceptTimeNs = 0n;
  let transactTimeNs = 0n;
  let cancelReason: CancelReason | undefined;
  while (reader.position < end) {
    const tag = reader.uint();
    if ((tag & 7) === 0 && tag <= 56) {
      const value = reader.uint();
      switch (tag) {
        case 8: leavesQuantity = value; break;
        case 16: cumQuantity = value; break;
        case 24: canceledQuantity = value; break;
        case 56: cancelReason = knownCancelReason(reader, value); break;
        default: throw reader.wrongType(tag);
      }
    } else if (tag === 34) notional = reader.bigint(end); else if (tag === 41) acceptTimeNs = reader.fixed64(end); else if (tag === 49) transactTimeNs = reader.fixed64(end); else reader.skipUnknown(tag, 7, end);
  }
  reader.expectEnd(end);
  const made: Mutable<OrderProgress> = { leavesQuantity, cumQuantity, canceledQuantity, notional, acceptTimeNs, transactTimeNs };
  if (cancelReason !== undefined) made.cancelReason = cancelReason;
  return made;
}

const someOrder: Order = { orderId: 0, terms: someOrderTerms, progress: someOrderProgress };

export type OrderProperty = Whole<'orderId' | 'terms' | 'progress', keyof Order>;

export function writeOrder(wire: WireWriter, from: Order): void {
  wire.uint(8, from.orderId);
  const termsStart = wire.open(18);
  writeOrderTerms(wire, from.terms);
  wire.close(termsStart);
  const progressStart = wire.open(26);
  writeOrderProgress(wire, from.progress);
  wire.close(progressStart);
}

export function readOrder(reader: WireReader, end: number): Order {
  let orderId = 0;
  let terms: OrderTerms | undefined;
  let progress: OrderProgress | undefined;
  while (reader.position < end) {
    const tag = reader.uint();
    if ((tag & 7) === 0 && tag <= 24) {
      const value = reader.uint();
      switch (tag) {
        case 8: orderId = value; break;
        default: throw reader.wrongType(tag);
      }
    } else if (tag === 18) terms = readOrderTerms(reader, reader.end(end)); else if (tag === 26) progress = readOrderProgress(reader, reader.end(end)); else reader.skipUnknown(tag, 3, end);
  }
  reader.expectEnd(end);
  if (terms === undefined) throw reader.damaged('Order has no terms');
  if (progress === undefined) throw reader.damaged('Order has no progress');
  return { orderId, terms, progress };
}

const someTrade: Trade = { tradeId: 0, instrumentId: 0, price: 0, quantity: 0, aggressorSide: 1, makerOrderId: 0, makerPartyNumber: 0, makerLeavesQuantity: 0, takerOrderId: 0, takerPartyNumber: 0, takerLeavesQuantity: 0, transactTimeNs: 0n };

export type TradeProperty = Whole<'tradeId' | 'instrumentId' | 'price' | 'quantity' | 'aggressorSide' | 'makerOrderId' | 'makerPartyNumber' | 'makerLeavesQuantity' | 'takerOrderId' | 'takerPartyNumber' | 'takerLeavesQuantity' | 'transactTimeNs', keyof Trade>;

export function writeTrade(wire: WireWriter, from: Trade): void {
  wire.uint(8, from.tradeId);
  wire.uint32(16, from.instrumentId);
  wire.uint(24, from.price);
  wire.uint(32, from.quantity);
  wire.uint(40, from.aggressorSide satisfies 1 | 2);
  wire.uint(48, from.makerOrderId);
  wire.uint32(56, from.makerPartyNumber);
  wire.uint(64, from.makerLeavesQuantity);
  wire.uint(72, from.takerOrderId);
  wire.uint32(80, from.takerPartyNumber);
  wire.uint(88, from.takerLeavesQuantity);
  wire.fixed64(97, from.transactTimeNs);
}

export function readTrade(reader: WireReader, end: number): Trade {
  let tradeId = 0;
  let instrumentId = 0;
  let price = 0;
  let quantity = 0;
  let aggressorSide = 0;
  let makerOrderId = 0;
  let makerPartyNumber = 0;
  let makerLeavesQuantity = 0;
  let takerOrderId = 0;
  let takerPartyNumber = 0;
  let takerLeavesQuantity = 0;
  let transactTimeNs = 0n;
  while (reader.position < end) {
    const tag = reader.uint();
    if ((tag & 7) === 0 && tag <= 96) {
      const value = reader.uint();
      switch (tag) {
        case 8: tradeId = value; break;
        case 16: instrumentId = reader.checked32(value); break;
        case 24: price = value; break;
        case 32: quantity = value; break;
        case 40: aggressorSide = value; break;
        case 48: makerOrderId = value; break;
        case 56: makerPartyNumber = reader.checked32(value); break;
        case 64: makerLeavesQuantity = value; break;
        case 72: takerOrderId = value; break;
        case 80: takerPartyNumber = reader.checked32(value); break;
        case 88: takerLeavesQuantity = value; break;
        default: throw reader.wrongType(tag);
      }
    } else if (tag === 97) transactTimeNs = reader.fixed64(end); else reader.skipUnknown(tag, 12, end);
  }
  reader.expectEnd(end);
  return { tradeId, instrumentId, price, quantity, aggressorSide: knownSide(reader, aggressorSide), makerOrderId, makerPartyNumber, makerLeavesQuantity, takerOrderId, takerPartyNumber, takerLeavesQuantity, transactTimeNs };
}

const someImportedPosition: ImportedPosition = { partyNumber: 0, instrumentId: 0, boughtQuantity: 0n, soldQuantity: 0n, boughtNotional: 0n, soldNotional: 0n };

export type ImportedPositionProperty = Whole<'partyNumber' | 'instrumentId' | 'boughtQuantity' | 'soldQuantity' | 'boughtNotional' | 'soldNotional', keyof ImportedPosition>;

export function writeImportedPosition(wire: WireWriter, from: ImportedPosition): void {
  wire.uint32(8, from.partyNumber);
  wire.uint32(16, from.instrumentId);
  wire.bigint(26, from.boughtQuantity);
  wire.bigint(34, from.soldQuantity);
  wire.bigint(42, from.boughtNotional);
  wire.bigint(50, from.soldNotional);
}

export function readImportedPosition(reader: WireReader, end: number): ImportedPosition {
  let partyNumber = 0;
  let instrumentId = 0;
  let boughtQuantity = 0n;
  let soldQuantity = 0n;
  let boughtNotional = 0n;
  let soldNotional = 0n;
  while (reader.position < end) {
    const tag = reader.uint();
    if ((tag & 7) === 0 && tag <= 48) {
      const value = reader.uint();
      switch (tag) {
        case 8: partyNumber = reader.checked32(value); break;
        case 16: instrumentId = reader.checked32(value); break;
        default: throw reader.wrongType(tag);
      }
    } else if (tag === 26) boughtQuantity = reader.bigint(end); else if (tag === 34) soldQuantity = reader.bigint(end); else if (tag === 42) boughtNotional = reader.bigint(end); else if (tag === 50) soldNotional = reader.bigint(end); else reader.skipUnknown(tag, 6, end);
  }
  reader.expectEnd(end);
  return { partyNumber, instrumentId, boughtQuantity, soldQuantity, boughtNotional, soldNotional };
}

export type OrderAcceptedProperty = Whole<'orderId' | 'terms', keyof OrderAccepted>;

export function writeOrderAccepted(wire: WireWriter, from: OrderAccepted): void {
  wire.uint(8, from.orderId);
  const termsStart = wire.open(18);
  writeOrderTerms(wire, from.terms);
  wire.close(termsStart);
}

const orderAccepted: Mutable<OrderAccepted> = { orderId: 0, terms: someOrderTerms };

/** The record that it returns is reused by the next call. */
export function readOrderAccepted(reader: WireReader, end: number): OrderAccepted {
  let orderId = 0;
  let terms: OrderTerms | undefined;
  while (reader.position < end) {
    const tag = reader.uint();
    if ((tag & 7) === 0 && tag <= 16) {
      const value = reader.uint();
      switch (tag) {
        case 8: orderId = value; break;
        default: throw reader.wrongType(tag);
      }
    } else if (tag === 18) terms = readOrderTerms(reader, reader.end(end)); else reader.skipUnknown(tag, 2, end);
  }
  reader.expectEnd(end);
  if (terms === undefined) throw reader.damaged('OrderAccepted has no terms');
  orderAccepted.orderId = orderId;
  orderAccepted.terms = terms;
  return orderAccepted;
}

export type OrderRestedProperty = Whole<'orderId' | 'instrumentId' | 'side' | 'price' | 'leavesQuantity', keyof OrderRested>;

export function writeOrderRested(wire: WireWriter, from: OrderRested): void {
  wire.uint(8, from.orderId);
  wire.uint32(16, from.instrumentId);
  wire.uint(24, from.side satisfies 1 | 2);
  wire.uint(32, from.price);
  wire.uint(40, from.leavesQuantity);
}

const orderRested: Mutable<OrderRested> = { orderId: 0, instrumentId: 0, side: 1, price: 0, leavesQuantity: 0 };

/** The record that it returns is reused by the next call. */
export function readOrderRested(reader: WireReader, end: number): OrderRested {
  let orderId = 0;
  let instrumentId = 0;
  let side = 0;
  let price = 0;
  let leavesQuantity = 0;
  while (reader.position < end) {
    const tag = reader.uint();
    if ((tag & 7) === 0 && tag <= 40) {
      const value = reader.uint();
      switch (tag) {
        case 8: orderId = value; break;
        case 16: instrumentId = reader.checked32(value); break;
        case 24: side = value; break;
        case 32: price = value; break;
        case 40: leavesQuantity = value; break;
        default: throw reader.wrongType(tag);
      }
    } else reader.skipUnknown(tag, 5, end);
  }
  reader.expectEnd(end);
  orderRested.orderId = orderId;
  orderRested.instrumentId = instrumentId;
  orderRested.side = knownSide(reader, side);
  orderRested.price = price;
  orderRested.leavesQuantity = leavesQuantity;
  return orderRested;
}

export type OrderTradedProperty = Whole<'tradeId' | 'instrumentId' | 'price' | 'quantity' | 'aggressorSide' | 'makerOrderId' | 'makerPartyNumber' | 'makerLeavesQuantity' | 'takerOrderId' | 'takerPartyNumber' | 'takerLeavesQuantity', keyof OrderTraded>;

export function writeOrderTraded(wire: WireWriter, from: OrderTraded): void {
  wire.uint(8, from.tradeId);
  wire.uint32(16, from.instrumentId);
  wire.uint(24, from.price);
  wire.uint(32, from.quantity);
  wire.uint(40, from.aggressorSide satisfies 1 | 2);
  wire.uint(48, from.makerOrderId);
  wire.uint32(56, from.makerPartyNumber);
  wire.uint(64, from.makerLeavesQuantity);
  wire.uint(72, from.takerOrderId);
  wire.uint32(80, from.takerPartyNumber);
  wire.uint(88, from.takerLeavesQuantity);
}

const orderTraded: Mutable<OrderTraded> = { tradeId: 0, instrumentId: 0, price: 0, quantity: 0, aggressorSide: 1, makerOrderId: 0, makerPartyNumber: 0, makerLeavesQuantity: 0, takerOrderId: 0, takerPartyNumber: 0, takerLeavesQuantity: 0 };

/** The record that it returns is reused by the next call. */
export function readOrderTraded(reader: WireReader, end: number): OrderTraded {
  let tradeId = 0;
  let instrumentId = 0;
  let price = 0;
  let quantity = 0;
  let aggressorSide = 0;
  let makerOrderId = 0;
  let makerPartyNumber = 0;
  let makerLeavesQuantity = 0;
  let takerOrderId = 0;
  let takerPartyNumber = 0;
  let takerLeavesQuantity = 0;
  while (reader.position < end) {
    const tag = reader.uint();
    if ((tag & 7) === 0 && tag <= 88) {
      const value = reader.uint();
      switch (tag) {
        case 8: tradeId = value; break;
        case 16: instrumentId = reader.checked32(value); break;
        case 24: price = value; break;
        case 32: quantity = value; break;
        case 40: aggressorSide = value; break;
        case 48: makerOrderId = value; break;
        case 56: makerPartyNumber = reader.checked32(value); break;
        case 64: makerLeavesQuantity = value; break;
        case 72: takerOrderId = value; break;
        case 80: takerPartyNumber = reader.checked32(value); break;
        case 88: takerLeavesQuantity = value; break;
        default: throw reader.wrongType(tag);
      }
    } else reader.skipUnknown(tag, 11, end);
  }
  reader.expectEnd(end);
  orderTraded.tradeId = tradeId;
  orderTraded.instrumentId = instrumentId;
  orderTraded.price = price;
  orderTraded.quantity = quantity;
  orderTraded.aggressorSide = knownSide(reader, aggressorSide);
  orderTraded.makerOrderId = makerOrderId;
  orderTraded.makerPartyNumber = makerPartyNumber;
  orderTraded.makerLeavesQuantity = makerLeavesQuantity;
  orderTraded.takerOrderId = takerOrderId;
  orderTraded.takerPartyNumber = takerPartyNumber;
  orderTraded.takerLeavesQuantity = takerLeavesQuantity;
  return orderTraded;
}

export type OrderCanceledProperty = Whole<'orderId' | 'instrumentId' | 'partyNumber' | 'side' | 'price' | 'canceledQuantity' | 'reason' | 'wasResting', keyof OrderCanceled>;

export function writeOrderCanceled(wire: WireWriter, from: OrderCanceled): void {
  wire.uint(8, from.orderId);
  wire.uint32(16, from.instrumentId);
  wire.uint32(24, from.partyNumber);
  wire.uint(32, from.side satisfies 1 | 2);
  wire.uint(40, from.price);
  wire.uint(48, from.canceledQuantity);
  wire.uint(56, from.reason satisfies 1 | 2 | 3 | 4 | 5);
  wire.bool(64, from.wasResting);
}

const orderCanceled: Mutable<OrderCanceled> = { orderId: 0, instrumentId: 0, partyNumber: 0, side: 1, price: 0, canceledQuantity: 0, reason: 1, wasResting: false };

/** The record that it returns is reused by the next call. */
export function readOrderCanceled(reader: WireReader, end: number): OrderCanceled {
  let orderId = 0;
  let instrumentId = 0;
  let partyNumber = 0;
  let side = 0;
  let price = 0;
  let canceledQuantity = 0;
  let reason = 0;
  let wasResting = false;
  while (reader.position < end) {
    const tag = reader.uint();
    if ((tag & 7) === 0 && tag <= 64) {
      const value = reader.uint();
      switch (tag) {
        case 8: orderId = value; break;
        case 16: instrumentId = reader.checked32(value); break;
        case 24: partyNumber = reader.checked32(value); break;
        case 32: side = value; break;
        case 40: price = value; break;
        case 48: canceledQuantity = value; break;
        case 56: reason = value; break;
        case 64: wasResting = reader.checkedBool(value); break;
        default: throw reader.wrongType(tag);
      }
    } else reader.skipUnknown(tag, 8, end);
  }
  reader.expectEnd(end);
  orderCanceled.orderId = orderId;
  orderCanceled.instrumentId = instrumentId;
  orderCanceled.partyNumber = partyNumber;
  orderCanceled.side = knownSide(reader, side);
  orderCanceled.price = price;
  orderCanceled.canceledQuantity = canceledQuantity;
  orderCanceled.reason = knownCancelReason(reader, reason);
  orderCanceled.wasResting = wasResting;
  return orderCanceled;
}

export type OrderAmendedProperty = Whole<'orderId' | 'instrumentId' | 'partyNumber' | 'side' | 'oldPrice' | 'oldLeavesQuantity' | 'price' | 'leavesQuantity' | 'priorityKept', keyof OrderAmended>;

export function writeOrderAmended(wire: WireWriter, from: OrderAmended): void {
  wire.uint(8, from.orderId);
  wire.uint32(16, from.instrumentId);
  wire.uint32(24, from.partyNumber);
  wire.uint(32, from.side satisfies 1 | 2);
  wire.uint(40, from.oldPrice);
  wire.uint(48, from.oldLeavesQuantity);
  wire.uint(56, from.price);
  wire.uint(64, from.leavesQuantity);
  wire.bool(72, from.priorityKept);
}

const orderAmended: Mutable<OrderAmended> = { orderId: 0, instrumentId: 0, partyNumber: 0, side: 1, oldPrice: 0, oldLeavesQuantity: 0, price: 0, leavesQuantity: 0, priorityKept: false };

/** The record that it returns is reused by the next call. */
export function readOrderAmended(reader: WireReader, end: number): OrderAmended {
  let orderId = 0;
  let instrumentId = 0;
  let partyNumber = 0;
  let side = 0;
  let oldPrice = 0;
  let oldLeavesQuantity = 0;
  let price = 0;
  let leavesQuantity = 0;
  let priorityKept = false;
  while (reader.position < end) {
    const tag = reader.uint();
    if ((tag & 7) === 0 && tag <= 72) {
      const value = reader.uint();
      switch (tag) {
        case 8: orderId = value; break;
        case 16: instrumentId = reader.checked32(value); break;
        case 24: partyNumber = reader.checked32(value); break;
        case 32: side = value; break;
        case 40: oldPrice = value; break;
        case 48: oldLeavesQuantity = value; break;
        case 56: price = value; break;
        case 64: leavesQuantity = value; break;
        case 72: priorityKept = reader.checkedBool(value); break;
        default: throw reader.wrongType(tag);
      }
    } else reader.skipUnknown(tag, 9, end);
  }
  reader.expectEnd(end);
  orderAmended.orderId = orderId;
  orderAmended.instrumentId = instrumentId;
  orderAmended.partyNumber = partyNumber;
  orderAmended.side = knownSide(reader, side);
  orderAmended.oldPrice = oldPrice;
  orderAmended.oldLeavesQuantity = oldLeavesQuantity;
  orderAmended.price = price;
  orderAmended.leavesQuantity = leavesQuantity;
  orderAmended.priorityKept = priorityKept;
  return orderAmended;
}

export type InstrumentCreatedProperty = Whole<'instrument', keyof InstrumentCreated>;

export function writeInstrumentCreated(wire: WireWriter, from: InstrumentCreated): void {
  const instrumentStart = wire.open(10);
  writeInstrument(wire, from.instrument);
  wire.close(instrumentStart);
}

const instrumentCreated: Mutable<InstrumentCreated> = { instrument: someInstrument };

/** The record that it returns is reused by the next call. */
export function readInstrumentCreated(reader: WireReader, end: number): InstrumentCreated {
  let instrument: Instrument | undefined;
  while (reader.position < end) {
    const tag = reader.uint();
    if (tag === 10) instrument = readInstrument(reader, reader.end(end)); else reader.skipUnknown(tag, 1, end);
  }
  reader.expectEnd(end);
  if (instrument === undefined) throw reader.damaged('InstrumentCreated has no instrument');
  instrumentCreated.instrument = instrument;
  return instrumentCreated;
}

export type PartyCreatedProperty = Whole<'party', keyof PartyCreated>;

export function writePartyCreated(wire: WireWriter, from: PartyCreated): void {
  const partyStart = wire.open(10);
  writeParty(wire, from.party);
  wire.close(partyStart);
}

const partyCreated: Mutable<PartyCreated> = { party: someParty };

/** The record that it returns is reused by the next call. */
export function readPartyCreated(reader: WireReader, end: number): PartyCreated {
  let party: Party | undefined;
  while (reader.position < end) {
    const tag = reader.uint();
    if (tag === 10) party = readParty(reader, reader.end(end)); else reader.skipUnknown(tag, 1, end);
  }
  reader.expectEnd(end);
  if (party === undefined) throw reader.damaged('PartyCreated has no party');
  partyCreated.party = party;
  return partyCreated;
}

export type PartyStatusChangedProperty = Whole<'partyNumber' | 'isDisabled', keyof PartyStatusChanged>;

export function writePartyStatusChanged(wire: WireWriter, from: PartyStatusChanged): void {
  wire.uint32(8, from.partyNumber);
  wire.bool(16, from.isDisabled);
}

const partyStatusChanged: Mutable<PartyStatusChanged> = { partyNumber: 0, isDisabled: false };

/** The record that it returns is reused by the next call. */
export function readPartyStatusChanged(reader: WireReader, end: number): PartyStatusChanged {
  let partyNumber = 0;
  let isDisabled = false;
  while (reader.position < end) {
    const tag = reader.uint();
    if ((tag & 7) === 0 && tag <= 16) {
      const value = reader.uint();
      switch (tag) {
        case 8: partyNumber = reader.checked32(value); break;
        case 16: isDisabled = reader.checkedBool(value); break;
        default: throw reader.wrongType(tag);
      }
    } else reader.skipUnknown(tag, 2, end);
  }
  reader.expectEnd(end);
  partyStatusChanged.partyNumber = partyNumber;
  partyStatusChanged.isDisabled = isDisabled;
  return partyStatusChanged;
}

export type ImportBegunProperty = Whole<'lastOrderId' | 'lastTradeId', keyof ImportBegun>;

export function writeImportBegun(wire: WireWriter, from: ImportBegun): void {
  wire.uint(8, from.lastOrderId);
  wire.uint(16, from.lastTradeId);
}

const importBegun: Mutable<ImportBegun> = { lastOrderId: 0, lastTradeId: 0 };

/** The record that it returns is reused by the next call. */
export function readImportBegun(reader: WireReader, end: number): ImportBegun {
  let lastOrderId = 0;
  let lastTradeId = 0;
  while (reader.position < end) {
    const tag = reader.uint();
    if ((tag & 7) === 0 && tag <= 16) {
      const value = reader.uint();
      switch (tag) {
        case 8: lastOrderId = value; break;
        case 16: lastTradeId = value; break;
        default: throw reader.wrongType(tag);
      }
    } else reader.skipUnknown(tag, 2, end);
  }
  reader.expectEnd(end);
  importBegun.lastOrderId = lastOrderId;
  importBegun.lastTradeId = lastTradeId;
  return importBegun;
}

export type OrderImportedProperty = Whole<'order', keyof OrderImported>;

export function writeOrderImported(wire: WireWriter, from: OrderImported): void {
  const orderStart = wire.open(10);
  writeOrder(wire, from.order);
  wire.close(orderStart);
}

const orderImported: Mutable<OrderImported> = { order: someOrder };

/** The record that it returns is reused by the next call. */
export function readOrderImported(reader: WireReader, end: number): OrderImported {
  let order: Order | undefined;
  while (reader.position < end) {
    const tag = reader.uint();
    if (tag === 10) order = readOrder(reader, reader.end(end)); else reader.skipUnknown(tag, 1, end);
  }
  reader.expectEnd(end);
  if (order === undefined) throw reader.damaged('OrderImported has no order');
  orderImported.order = order;
  return orderImported;
}

export type TradeImportedProperty = Whole<'trade', keyof TradeImported>;

export function writeTradeImported(wire: WireWriter, from: TradeImported): void {
  const tradeStart = wire.open(10);
  writeTrade(wire, from.trade);
  wire.close(tradeStart);
}

const tradeImported: Mutable<TradeImported> = { trade: someTrade };

/** The record that it returns is reused by the next call. */
export function readTradeImported(reader: WireReader, end: number): TradeImported {
  let trade: Trade | undefined;
  while (reader.position < end) {
    const tag = reader.uint();
    if (tag === 10) trade = readTrade(reader, reader.end(end)); else reader.skipUnknown(tag, 1, end);
  }
  reader.expectEnd(end);
  if (trade === undefined) throw reader.damaged('TradeImported has no trade');
  tradeImported.trade = trade;
  return tradeImported;
}

export type PositionImportedProperty = Whole<'position', keyof PositionImported>;

export function writePositionImported(wire: WireWriter, from: PositionImported): void {
  const positionStart = wire.open(10);
  writeImportedPosition(wire, from.position);
  wire.close(positionStart);
}

const positionImported: Mutable<PositionImported> = { position: someImportedPosition };

/** The record that it returns is reused by the next call. */
export function readPositionImported(reader: WireReader, end: number): PositionImported {
  let position: ImportedPosition | undefined;
  while (reader.position < end) {
    const tag = reader.uint();
    if (tag === 10) position = readImportedPosition(reader, reader.end(end)); else reader.skipUnknown(tag, 1, end);
  }
  reader.expectEnd(end);
  if (position === undefined) throw reader.damaged('PositionImported has no position');
  positionImported.position = position;
  return positionImported;
}

export type ClockAdvancedProperty = Whole<'timeNs', keyof ClockAdvanced>;

export function writeClockAdvanced(wire: WireWriter, from: ClockAdvanced): void {
  wire.fixed64(9, from.timeNs);
}

const clockAdvanced: Mutable<ClockAdvanced> = { timeNs: 0n };

/** The record that it returns is reused by the next call. */
export function readClockAdvanced(reader: WireReader, end: number): ClockAdvanced {
  let timeNs = 0n;
  while (reader.position < end) {
    const tag = reader.uint();
    if (tag === 9) timeNs = reader.fixed64(end); else reader.skipUnknown(tag, 1, end);
  }
  reader.expectEnd(end);
  clockAdvanced.timeNs = timeNs;
  return clockAdvanced;
}

/**
 * Reads one event and hands it over. One that the consumer has no method for is passed over unread.
 *
 * @returns false for a tag that is of no event.
 */
export function readEvent(reader: WireReader, tag: number, end: number, to: EventHandlers): boolean {
  switch (tag) {
    case 10:
      if (to.orderAccepted === undefined) reader.position = end;
      else to.orderAccepted(readOrderAccepted(reader, end));
      return true;
    case 18:
      if (to.orderRested === undefined) reader.position = end;
      else to.orderRested(readOrderRested(reader, end));
      return true;
    case 26:
      if (to.orderTraded === undefined) reader.position = end;
      else to.orderTraded(readOrderTraded(reader, end));
      return true;
    case 34:
      if (to.orderCanceled === undefined) reader.position = end;
      else to.orderCanceled(readOrderCanceled(reader, end));
      return true;
    case 42:
      if (to.orderAmended === undefined) reader.position = end;
      else to.orderAmended(readOrderAmended(reader, end));
      return true;
    case 50:
      if (to.instrumentCreated === undefined) reader.position = end;
      else to.instrumentCreated(readInstrumentCreated(reader, end));
      return true;
    case 58:
      if (to.partyCreated === undefined) reader.position = end;
      else to.partyCreated(readPartyCreated(reader, end));
      return true;
    case 66:
      if (to.partyStatusChanged === undefined) reader.position = end;
      else to.partyStatusChanged(readPartyStatusChanged(reader, end));
      return true;
    case 74:
      if (to.importBegun === undefined) reader.position = end;
      else to.importBegun(readImportBegun(reader, end));
      return true;
    case 82:
      if (to.orderImported === undefined) reader.position = end;
      else to.orderImported(readOrderImported(reader, end));
      return true;
    case 90:
      if (to.tradeImported === undefined) reader.position = end;
      else to.tradeImported(readTradeImported(reader, end));
      return true;
    case 98:
      if (to.positionImported === undefined) reader.position = end;
      else to.positionImported(readPositionImported(reader, end));
      return true;
    case 106:
      if (to.clockAdvanced === undefined) reader.position = end;
      else to.clockAdvanced(readClockAdvanced(reader, end));
      return true;
    default:
      return false;
  }
}
