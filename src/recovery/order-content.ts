import { create } from '@bufbuild/protobuf';
import {
  type Instrument as InstrumentMessage,
  InstrumentSchema,
  type Order as OrderMessage,
  type OrderProgress as OrderProgressMessage,
  OrderProgressSchema,
  OrderSchema,
  type OrderTerms as OrderTermsMessage,
  OrderTermsSchema,
  type Party as PartyMessage,
} from '../../gen/redleaf/journal/v1/journal_pb.ts';
import {
  type SnapshotNamedOrder,
  SnapshotNamedOrderSchema,
} from '../../gen/redleaf/journal/v1/snapshot_pb.ts';
import type { Instrument } from '../domain/instrument.ts';
import { knownValue } from '../domain/known-value.ts';
import { CancelReason, OrderType, Side, TimeInForce } from '../domain/order.ts';
import type { Order, OrderProgress } from '../domain/order-progress.ts';
import type { OrderTerms } from '../domain/order-terms.ts';
import type { Party } from '../domain/party.ts';
import type { NamedOrder } from '../exchange/client-order-ids.ts';
import { fromBigEndian, toBigEndian } from '../wire/big-endian.ts';

export function toInstrumentMessage(instrument: Instrument): InstrumentMessage {
  return create(InstrumentSchema, {
    ...instrument,
    tickSize: BigInt(instrument.tickSize),
    lotSize: BigInt(instrument.lotSize),
    minPrice: BigInt(instrument.minPrice),
    maxPrice: BigInt(instrument.maxPrice),
    maxQuantity: BigInt(instrument.maxQuantity),
  });
}

export function toInstrument(stored: InstrumentMessage): Instrument {
  const { createdBy, createTimeNs } = stored;
  return {
    instrumentId: stored.instrumentId,
    symbol: stored.symbol,
    description: stored.description,
    priceScale: stored.priceScale,
    quantityScale: stored.quantityScale,
    tickSize: toNumber(stored.tickSize),
    lotSize: toNumber(stored.lotSize),
    minPrice: toNumber(stored.minPrice),
    maxPrice: toNumber(stored.maxPrice),
    maxQuantity: toNumber(stored.maxQuantity),
    ...(createdBy === undefined ? {} : { createdBy }),
    ...(createTimeNs === undefined ? {} : { createTimeNs }),
  };
}

export function toParty(stored: PartyMessage): Party {
  const { partyNumber, partyId, partyName, isAdmin, isDisabled } = stored;
  return { partyNumber, partyId, partyName, isAdmin, ...(isDisabled === undefined ? {} : { isDisabled }) };
}

/** Fields are set one by one: a snapshot has hundreds of thousands of orders, and a message made from an object takes half again as long. */
export function toOrderMessage({ orderId, terms, progress }: Order): OrderMessage {
  const message = create(OrderSchema);
  message.orderId = BigInt(orderId);
  message.terms = toTermsMessage(terms);
  message.progress = toProgressMessage(progress);
  return message;
}

function toProgressMessage(progress: OrderProgress): OrderProgressMessage {
  const message = create(OrderProgressSchema);
  message.leavesQuantity = BigInt(progress.leavesQuantity);
  message.cumQuantity = BigInt(progress.cumQuantity);
  message.canceledQuantity = BigInt(progress.canceledQuantity);
  message.notional = toBigEndian(progress.notional);
  message.acceptTimeNs = progress.acceptTimeNs;
  message.transactTimeNs = progress.transactTimeNs;
  if (progress.cancelReason !== undefined) message.cancelReason = progress.cancelReason;
  return message;
}

export function toOrder({ orderId, terms, progress }: OrderMessage): Order {
  if (progress === undefined) throw new RangeError(`order ${orderId} has no progress`);
  return {
    orderId: toNumber(orderId),
    terms: toTerms(terms),
    progress: {
      leavesQuantity: toNumber(progress.leavesQuantity),
      cumQuantity: toNumber(progress.cumQuantity),
      canceledQuantity: toNumber(progress.canceledQuantity),
      notional: fromBigEndian(progress.notional),
      acceptTimeNs: progress.acceptTimeNs,
      transactTimeNs: progress.transactTimeNs,
      ...reasonOf(progress),
    },
  };
}

export function toNamedOrderMessage(order: Readonly<NamedOrder>): SnapshotNamedOrder {
  return create(SnapshotNamedOrderSchema, {
    orderId: BigInt(order.orderId),
    terms: toTermsMessage(order.terms),
    acceptTimeNs: order.acceptTimeNs,
    quantity: BigInt(order.totalQuantity),
    canceledQuantity: BigInt(order.canceledQuantity),
    isOpen: order.isOpen,
    ...reasonOf(order),
  });
}

export function toNamedOrder(stored: SnapshotNamedOrder): NamedOrder {
  return {
    orderId: toNumber(stored.orderId),
    terms: toTerms(stored.terms),
    acceptTimeNs: stored.acceptTimeNs,
    totalQuantity: toNumber(stored.quantity),
    canceledQuantity: toNumber(stored.canceledQuantity),
    isOpen: stored.isOpen,
    cancelReason: undefined,
    ...reasonOf(stored),
  };
}

function reasonOf({ cancelReason }: { readonly cancelReason?: number | undefined }) {
  if (cancelReason === undefined) return {};
  return { cancelReason: knownValue(CancelReason, 'reason of a cancel', cancelReason) };
}

function toTermsMessage(terms: OrderTerms): OrderTermsMessage {
  const message = create(OrderTermsSchema);
  message.partyNumber = terms.partyNumber;
  message.instrumentId = terms.instrumentId;
  message.side = terms.side;
  message.orderType = terms.orderType;
  message.timeInForce = terms.timeInForce;
  message.price = BigInt(terms.price);
  message.quantity = BigInt(terms.quantity);
  message.clientOrderId = terms.clientOrderId;
  if (terms.postOnly !== undefined) message.postOnly = terms.postOnly;
  if (terms.expireTimeNs !== undefined) message.expireTimeNs = terms.expireTimeNs;
  return message;
}

function toTerms(stored: OrderTermsMessage | undefined): OrderTerms {
  if (stored === undefined) throw new RangeError('an order has no terms');
  return {
    partyNumber: stored.partyNumber,
    instrumentId: stored.instrumentId,
    side: knownValue(Side, 'side', stored.side),
    orderType: knownValue(OrderType, 'order type', stored.orderType),
    timeInForce: knownValue(TimeInForce, 'time in force', stored.timeInForce),
    price: toNumber(stored.price),
    quantity: toNumber(stored.quantity),
    clientOrderId: stored.clientOrderId,
    ...(stored.postOnly === true ? { postOnly: true } : {}),
    ...(stored.expireTimeNs === undefined ? {} : { expireTimeNs: stored.expireTimeNs }),
  };
}

/** @throws RangeError above 2^53 - 1. */
function toNumber(stored: bigint): number {
  const value = Number(stored);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`${stored} is larger than any number that is written`);
  return value;
}
