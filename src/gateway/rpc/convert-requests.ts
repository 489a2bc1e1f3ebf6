import type {
  AdvanceClockRequest,
  CreateInstrumentRequest,
  CreatePartyRequest,
} from '../../../gen/redleaf/v1/admin_service_pb.ts';
import { SortOrder } from '../../../gen/redleaf/v1/history_pb.ts';
import type {
  ListTradesRequest,
  ReplayMulticastRequest,
} from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import type { OrderReference as OrderReferenceMessage } from '../../../gen/redleaf/v1/order_pb.ts';
import type {
  AmendOrderRequest,
  CancelAllOrdersRequest,
  CancelOrderRequest,
  OrderCommand as OrderCommandMessage,
  PlaceOrderRequest,
} from '../../../gen/redleaf/v1/order_service_pb.ts';
import { CANDLE_INTERVALS, CandleInterval } from '../../domain/candle.ts';
import type {
  AdvanceClock,
  AmendOrder,
  CancelAllOrders,
  CancelOrder,
  CreateInstrument,
  CreateParty,
  OrderCommand,
  OrderReference,
  PlaceOrder,
} from '../../domain/command.ts';
import {
  DEFAULT_MAX_PRICE,
  DEFAULT_PRICE_SCALE,
  MAX_CLIENT_ORDER_ID_LENGTH,
  MAX_CLOCK_ADVANCE_NS,
  MAX_INSTRUMENT_ID,
  MAX_ORDER_ID,
  MAX_PARTY_ID_BYTES,
  MAX_PASSWORD_BYTES,
  MAX_PRICE,
  MAX_QUANTITY,
  MAX_SYMBOL_LENGTH,
  MAX_TEXT_BYTES,
  MAX_TIME_NS,
  MIN_PASSWORD_BYTES,
} from '../../domain/limits.ts';
import { OrderType, Side, TimeInForce } from '../../domain/order.ts';
import { defaultMaxQuantity } from '../../exchange/checks.ts';
import type { FieldChecks } from './field-checks.ts';

const CLIENT_ORDER_ID = new RegExp(`^[!-~]{1,${MAX_CLIENT_ORDER_ID_LENGTH}}$`);
const SYMBOL = new RegExp(`^[A-Za-z0-9._/-]{1,${MAX_SYMBOL_LENGTH}}$`);

/* From the API to the domain. Wrong values are noted in `checks`. The result must not be used then. */

export function toPlaceOrder(
  request: PlaceOrderRequest,
  partyNumber: number,
  checks: FieldChecks,
): PlaceOrder {
  const orderType = toOrderType(request.orderType, checks);
  const terms = {
    partyNumber,
    instrumentId: toInstrumentId(request.instrumentId, checks),
    side: toSide(request.side, checks),
    orderType,
    timeInForce: toTimeInForce(request.timeInForce, orderType, checks),
    // A number too large to be exact is still above every bound after the conversion: the exchange refuses it with the bound of
    // the instrument.
    price: Number(request.price),
    quantity: Number(request.quantity),
    clientOrderId:
      request.clientOrderId === '' ? '' : toClientOrderId('client_order_id', request.clientOrderId, checks),
    ...(request.postOnly ? { postOnly: true } : {}),
    ...(request.expireTimeNs === 0n ? {} : { expireTimeNs: request.expireTimeNs }),
  };
  return { kind: 'place', terms };
}

export function toAmendOrder(
  request: AmendOrderRequest,
  partyNumber: number,
  checks: FieldChecks,
): AmendOrder {
  const { price, quantity } = request;
  return {
    kind: 'amend',
    partyNumber,
    order: toOrderReference(request.order, checks),
    price: price === undefined ? undefined : Number(price),
    quantity: quantity === undefined ? undefined : Number(quantity),
  };
}

export function toCancelOrder(
  request: CancelOrderRequest,
  partyNumber: number,
  checks: FieldChecks,
): CancelOrder {
  return { kind: 'cancel', partyNumber, order: toOrderReference(request.order, checks) };
}

export function toCancelAllOrders(
  { instrumentId, side }: CancelAllOrdersRequest,
  partyNumber: number,
  checks: FieldChecks,
): CancelAllOrders {
  return {
    kind: 'cancelAll',
    partyNumber,
    instrumentId,
    side: side === 0 ? undefined : toSide(side, checks),
  };
}

/** One command of an order-entry frame; undefined if none is set, with the reason in `checks`. */
export function toOrderCommand(
  { command }: OrderCommandMessage,
  partyNumber: number,
  checks: FieldChecks,
): OrderCommand | undefined {
  switch (command.case) {
    case 'place':
      return toPlaceOrder(command.value, partyNumber, checks);
    case 'amend':
      return toAmendOrder(command.value, partyNumber, checks);
    case 'cancel':
      return toCancelOrder(command.value, partyNumber, checks);
    case 'cancelAll':
      return toCancelAllOrders(command.value, partyNumber, checks);
    case undefined:
      checks.refuse('FIELD_REQUIRED', 'command', 'is required: set place, amend, cancel or cancel_all');
      return undefined;
  }
}

export function toOrderReference(
  message: OrderReferenceMessage | undefined,
  checks: FieldChecks,
): OrderReference {
  const reference = message?.reference;
  switch (reference?.case) {
    case 'orderId': {
      const orderId = reference.value;
      if (orderId === 0n) {
        checks.refuse('FIELD_REQUIRED', 'order.order_id', 'is required');
        return { orderId: 0 };
      }
      return { orderId: checks.integerInRange('order.order_id', orderId, 1, MAX_ORDER_ID) };
    }
    case 'clientOrderId':
      return { clientOrderId: toClientOrderId('order.client_order_id', reference.value, checks) };
    default:
      checks.refuse('FIELD_REQUIRED', 'order', 'is required: set order_id or client_order_id');
      return { orderId: 0 };
  }
}

export function toInstrumentId(instrumentId: number, checks: FieldChecks, field = 'instrument_id'): number {
  if (instrumentId === 0) checks.refuse('FIELD_REQUIRED', field, 'is required');
  return instrumentId;
}

export function toCandleInterval(field: string, interval: number, checks: FieldChecks): CandleInterval {
  const known = CANDLE_INTERVALS.find((each) => each === interval);
  if (known !== undefined) return known;
  noteEnum(field, interval, 'one of CANDLE_INTERVAL_1_SECOND to CANDLE_INTERVAL_1_DAY', checks);
  return CandleInterval.Second;
}

/** The range of times and the order of a list of the history. */
export function toListRange(
  { fromTimeNs, toTimeNs, sortOrder }: Pick<ListTradesRequest, 'fromTimeNs' | 'toTimeNs' | 'sortOrder'>,
  checks: FieldChecks,
): {
  readonly fromTimeNs: bigint | undefined;
  readonly toTimeNs: bigint | undefined;
  readonly isNewestFirst: boolean;
} {
  if (fromTimeNs !== undefined && toTimeNs !== undefined && toTimeNs < fromTimeNs) {
    checks.refuse('FIELD_INVALID', 'to_time_ns', 'must not be before from_time_ns');
  }
  return { fromTimeNs, toTimeNs, isNewestFirst: toNewestFirst(sortOrder, checks) };
}

/** The range of datagrams to replay. */
export function toDatagramRange(
  { session, firstSequence, lastSequence }: ReplayMulticastRequest,
  checks: FieldChecks,
): { readonly first: number; readonly last: number } {
  checks.text('session', session, 1, MAX_TEXT_BYTES);
  const { MAX_SAFE_INTEGER } = Number;
  const first = checks.integerInRange('first_sequence', firstSequence, 1, MAX_SAFE_INTEGER);
  const last = checks.integerInRange('last_sequence', lastSequence, Math.max(first, 1), MAX_SAFE_INTEGER);
  return { first, last };
}

/** Fills in the defaults of the API. */
export function toCreateInstrument(
  request: CreateInstrumentRequest,
  createdBy: number,
  checks: FieldChecks,
  toName = toSymbol,
): CreateInstrument {
  const maxPrice = checks.integer('max_price', request.maxPrice, 1, MAX_PRICE) || DEFAULT_MAX_PRICE;
  const tickSize = checks.integer('tick_size', request.tickSize, 1, maxPrice) || 1;
  return {
    kind: 'createInstrument',
    partyNumber: createdBy,
    instrument: {
      // 0 requests the next free number.
      instrumentId:
        request.instrumentId && checks.inRange('instrument_id', request.instrumentId, 1, MAX_INSTRUMENT_ID),
      symbol: toName(request.symbol, checks),
      description: checks.plainText('description', request.description, MAX_TEXT_BYTES),
      priceScale: request.priceScale ?? DEFAULT_PRICE_SCALE,
      quantityScale: request.quantityScale,
      tickSize,
      lotSize: checks.integer('lot_size', request.lotSize, 1, MAX_QUANTITY) || 1,
      minPrice: checks.integer('min_price', request.minPrice, 1, maxPrice) || tickSize,
      maxPrice,
      maxQuantity:
        checks.integer('max_quantity', request.maxQuantity, 1, MAX_QUANTITY) || defaultMaxQuantity(maxPrice),
      createdBy,
    },
  };
}

export function toCreateParty(
  request: CreatePartyRequest,
  partyNumber: number,
  checks: FieldChecks,
): CreateParty {
  checks.text('password', request.password, MIN_PASSWORD_BYTES, MAX_PASSWORD_BYTES);
  return {
    kind: 'createParty',
    partyNumber,
    partyId: checks.name('party_id', request.partyId, 1, MAX_PARTY_ID_BYTES),
    partyName: checks.plainText('party_name', request.partyName, MAX_TEXT_BYTES),
    isAdmin: request.isAdmin,
  };
}

export function toAdvanceClock(
  to: AdvanceClockRequest['to'],
  partyNumber: number,
  checks: FieldChecks,
): AdvanceClock {
  switch (to.case) {
    case 'timeNs':
      return {
        kind: 'advanceClock',
        partyNumber,
        to: { timeNs: checks.nanoseconds('time_ns', to.value, 1n, MAX_TIME_NS) },
      };
    case 'durationNs':
      return {
        kind: 'advanceClock',
        partyNumber,
        to: { durationNs: checks.nanoseconds('duration_ns', to.value, 1n, MAX_CLOCK_ADVANCE_NS) },
      };
    case undefined:
      checks.refuse('FIELD_REQUIRED', 'time_ns', 'or duration_ns is required');
      return { kind: 'advanceClock', partyNumber, to: { durationNs: 0n } };
  }
}

function toSymbol(symbol: string, checks: FieldChecks): string {
  if (symbol === '') {
    checks.refuse('FIELD_REQUIRED', 'symbol', 'is required');
    return symbol;
  }
  return checks.pattern('symbol', symbol, SYMBOL, `1 to ${MAX_SYMBOL_LENGTH} of A-Z a-z 0-9 . _ - /`);
}

function toClientOrderId(field: string, clientOrderId: string, checks: FieldChecks): string {
  return checks.pattern(
    field,
    clientOrderId,
    CLIENT_ORDER_ID,
    `1 to ${MAX_CLIENT_ORDER_ID_LENGTH} printable ASCII characters without spaces`,
  );
}

function toSide(side: number, checks: FieldChecks): Side {
  if (side === Side.Buy || side === Side.Sell) return side;
  noteEnum('side', side, 'SIDE_BUY or SIDE_SELL', checks);
  return Side.Buy;
}

function toOrderType(orderType: number, checks: FieldChecks): OrderType {
  if (orderType === OrderType.Limit || orderType === OrderType.Market) return orderType;
  noteEnum('order_type', orderType, 'ORDER_TYPE_LIMIT or ORDER_TYPE_MARKET', checks);
  return OrderType.Limit;
}

function toTimeInForce(timeInForce: number, orderType: OrderType, checks: FieldChecks): TimeInForce {
  switch (timeInForce) {
    case TimeInForce.GoodTillCanceled:
    case TimeInForce.ImmediateOrCancel:
    case TimeInForce.FillOrKill:
    case TimeInForce.GoodTillDate:
      return timeInForce;
  }
  if (timeInForce !== 0) {
    const allowed = 'TIME_IN_FORCE_GTC, TIME_IN_FORCE_IOC, TIME_IN_FORCE_FOK or TIME_IN_FORCE_GTD';
    noteEnum('time_in_force', timeInForce, allowed, checks);
  }
  return orderType === OrderType.Market ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCanceled;
}

function toNewestFirst(sortOrder: number, checks: FieldChecks): boolean {
  if (sortOrder === SortOrder.NEWEST_FIRST) return true;
  if (sortOrder !== SortOrder.OLDEST_FIRST && sortOrder !== SortOrder.UNSPECIFIED) {
    noteEnum('sort_order', sortOrder, 'SORT_ORDER_OLDEST_FIRST or SORT_ORDER_NEWEST_FIRST', checks);
  }
  return false;
}

function noteEnum(field: string, value: number, known: string, checks: FieldChecks): void {
  if (value === 0) checks.refuse('FIELD_REQUIRED', field, `is required: ${known}`);
  else checks.refuse('FIELD_INVALID', field, `must be ${known}, not ${value}`);
}
