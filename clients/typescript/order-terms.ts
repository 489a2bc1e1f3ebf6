import { OrderType, Side, TimeInForce } from '../../gen/redleaf/v1/order_pb.ts';
import type { InstrumentList } from './instrument-list.ts';
import type { Amount } from './listed-instrument.ts';

/** An order to place. */
export interface NewOrder {
  readonly symbol: string;
  readonly side: Side;
  /** The limit price. Without it, the order is a MARKET order. */
  readonly price?: Amount | undefined;
  readonly quantity: Amount;
  /** Default: GTC for an order with a limit, IOC for one without. */
  readonly timeInForce?: TimeInForce | undefined;
  /** The order never takes: the exchange cancels one that would trade at once. With a limit and GTC only. */
  readonly postOnly?: boolean | undefined;
  /** When a GTD order expires: nanoseconds since 1970-01-01 UTC, later than now. */
  readonly expireTimeNs?: bigint | undefined;
  /**
   * 1 to 36 printable ASCII characters without spaces. By default the SDK makes one, so that it is safe to send the order
   * again.
   */
  readonly clientOrderId?: string | undefined;
}

/** An order of the caller, by the id of the exchange or by the caller's own. */
export type OrderName = { readonly orderId: bigint } | { readonly clientOrderId: string };

/** Which orders of the caller to cancel. By default, all that are open. */
export interface CancelAllFilter {
  /** Only orders of this instrument. */
  readonly symbol?: string | undefined;
  /** Only orders of this side. */
  readonly side?: Side | undefined;
}

/** A change of an open order. Missing fields stay as they are. */
export type OrderChange = OrderName & {
  readonly symbol: string;
  readonly price?: Amount | undefined;
  /** New total quantity, including what has traded. */
  readonly quantity?: Amount | undefined;
};

interface Reference {
  readonly reference:
    | { readonly case: 'orderId'; readonly value: bigint }
    | { readonly case: 'clientOrderId'; readonly value: string };
}

/** `PlaceOrderRequest` with all fields set. */
export interface PlaceRequest {
  readonly instrumentId: number;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly price: bigint;
  readonly quantity: bigint;
  readonly clientOrderId: string;
  readonly postOnly: boolean;
  readonly expireTimeNs: bigint;
}

export interface CancelRequest {
  readonly order: Reference;
}

export interface CancelAllRequest {
  /** 0 for all. */
  readonly instrumentId: number;
  readonly side: Side;
}

export interface AmendRequest extends CancelRequest {
  readonly price?: bigint;
  readonly quantity?: bigint;
}

/** Adds a `clientOrderId` if there is none, which stays the same in all attempts. */
export async function toPlaceRequest(order: NewOrder, instruments: InstrumentList): Promise<PlaceRequest> {
  const instrument = await instruments.bySymbol(order.symbol);
  return {
    instrumentId: instrument.instrumentId,
    side: order.side,
    orderType: order.price === undefined ? OrderType.MARKET : OrderType.LIMIT,
    timeInForce: order.timeInForce ?? TimeInForce.UNSPECIFIED,
    price: order.price === undefined ? 0n : instrument.priceInMinorUnits(order.price),
    quantity: instrument.quantityInMinorUnits(order.quantity),
    clientOrderId: order.clientOrderId ?? newClientOrderId(),
    postOnly: order.postOnly ?? false,
    expireTimeNs: order.expireTimeNs ?? 0n,
  };
}

export async function toAmendRequest(
  change: OrderChange,
  instruments: InstrumentList,
): Promise<AmendRequest> {
  const instrument = await instruments.bySymbol(change.symbol);
  return {
    order: toReference(change),
    ...(change.price !== undefined && { price: instrument.priceInMinorUnits(change.price) }),
    ...(change.quantity !== undefined && { quantity: instrument.quantityInMinorUnits(change.quantity) }),
  };
}

export function toCancelRequest(name: OrderName): CancelRequest {
  return { order: toReference(name) };
}

export async function toCancelAllRequest(
  { symbol, side = Side.UNSPECIFIED }: CancelAllFilter,
  instruments: InstrumentList,
): Promise<CancelAllRequest> {
  const instrumentId = symbol === undefined ? 0 : (await instruments.bySymbol(symbol)).instrumentId;
  return { instrumentId, side };
}

function toReference(name: OrderName): Reference {
  if ('orderId' in name) return { reference: { case: 'orderId', value: name.orderId } };
  return { reference: { case: 'clientOrderId', value: name.clientOrderId } };
}

/** 32 hexadecimal digits. Unlike `randomUUID`, this works on pages without TLS too. */
function newClientOrderId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
