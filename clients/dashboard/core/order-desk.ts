import { create } from '@bufbuild/protobuf';
import {
  type Order,
  OrderSchema,
  OrderStatus,
  type OrderType,
  type Side,
  type TimeInForce,
} from '../../../gen/redleaf/v1/order_pb.ts';
import type { PlaceOrderResponse } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { RedleafError } from '../../typescript/redleaf-error.ts';
import type { Account } from './account.ts';
import type { Api } from './api.ts';
import type { Log } from './log.ts';
import { Source } from './source.ts';
import { cancelReasonText } from './words.ts';

type Outcome = Pick<PlaceOrderResponse, 'orderStatus' | 'cancelReason'>;

/** An order to send, in minor units. */
export interface NewOrder {
  readonly instrumentId: number;
  readonly side: Side;
  readonly orderType: OrderType;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
  /** Nanoseconds since 1970-01-01 UTC; 0 for an order that does not expire. */
  readonly expireTimeNs: bigint;
  /** 0 for an order without a limit. */
  readonly price: number;
  readonly quantity: number;
}

/** What an open order shall be, in minor units; what is not given stays. */
export interface Amendment {
  readonly price?: number;
  /** In all, what has traded included. */
  readonly quantity?: number;
}

interface Parts {
  readonly api: Pick<Api, 'orders'>;
  readonly log: Log;
  /** Of the party that is logged in now. */
  readonly account: () => Account | undefined;
  /** An order in words, such as `Buy 10 ACME at 100.54`. */
  readonly describe: (order: NewOrder) => string;
  /** A command was not done, or nobody knows. */
  readonly onRefused: () => void;
  readonly onSessionEnded: (why: string) => void;
}

/** What the exchange said to an order, at its field where one is wrong. */
export interface Reject {
  /** Spelled as in the contract; empty when no field is wrong. */
  readonly field: string;
  readonly message: string;
}

const MINUTE_MS = 60_000;

/** Sends commands, shows them at once, and says what became of them. */
export class OrderDesk {
  /** The number of the last order that the exchange has taken from this page; undefined before the first. */
  readonly lastTaken = new Source<bigint | undefined>(undefined);
  readonly #parts: Parts;
  /** Unlike any other page's of the same party. */
  readonly #prefix = `web-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
  #count = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Undefined when the exchange has taken the order. */
  async place(order: NewOrder): Promise<Reject | undefined> {
    const { api, log, describe } = this.#parts;
    this.#count += 1;
    const clientOrderId = `${this.#prefix}-${this.#count}`;
    const request = {
      ...order,
      clientOrderId,
      price: BigInt(order.price),
      quantity: BigInt(order.quantity),
    };
    const account = this.#parts.account();
    const shown = { ...request, leavesQuantity: request.quantity, orderStatus: OrderStatus.NEW };
    account?.sent(create(OrderSchema, shown));
    try {
      const placed = await api.orders.placeOrder(request, { timeoutMs: MINUTE_MS });
      log.add('good', `${describe(order)}: ${outcomeText(placed)}`);
      if (placed.leavesQuantity > 0n) {
        const { orderId, leavesQuantity, cumQuantity, orderStatus, transactTimeNs } = placed;
        const progress = { orderId, leavesQuantity, cumQuantity, orderStatus, transactTimeNs };
        account?.rests(
          create(OrderSchema, { ...request, ...progress, acceptTimeNs: transactTimeNs }),
          placed.sequence,
        );
      } else {
        account?.answered(clientOrderId);
      }
      this.lastTaken.value = placed.orderId;
      return undefined;
    } catch (thrown) {
      account?.answered(clientOrderId);
      return this.#refused(thrown, 'PlaceOrder', describe(order));
    }
  }

  /** Also one that is on its way: it is canceled by the name that the page gave it. */
  async cancel(order: Order): Promise<void> {
    const { api, account, log } = this.#parts;
    const { orderId } = order;
    const what = orderId === 0n ? 'The order' : `Order ${orderId}`;
    account()?.mark([orderId], 'canceling');
    try {
      await api.orders.cancelOrder({ order: referenceTo(order) }, { timeoutMs: MINUTE_MS });
      log.add('info', `${what} is canceled`);
    } catch (thrown) {
      this.#refused(thrown, 'CancelOrder', `${what} is not canceled`);
    } finally {
      account()?.mark([orderId], undefined);
    }
  }

  /** All of them, or those of one instrument: also those that the page does not show yet. */
  async cancelAll(instrumentId = 0): Promise<void> {
    const { api, account, log } = this.#parts;
    const orderIds = (account()?.openOrders.value ?? [])
      .filter(({ order }) => instrumentId === 0 || order.instrumentId === instrumentId)
      .map(({ order }) => order.orderId);
    account()?.mark(orderIds, 'canceling');
    try {
      const { canceledOrderCount: count } = await api.orders.cancelAllOrders(
        { instrumentId },
        { timeoutMs: MINUTE_MS },
      );
      log.add('info', count === 1n ? '1 order is canceled' : `${count} orders are canceled`);
    } catch (thrown) {
      this.#refused(thrown, 'CancelAllOrders', 'The orders are not canceled');
    } finally {
      account()?.mark(orderIds, undefined);
    }
  }

  /** Undefined when the exchange has taken it. */
  async amend(order: Order, change: Amendment): Promise<Reject | undefined> {
    const { api, account, log } = this.#parts;
    const { orderId } = order;
    account()?.mark([orderId], 'amending');
    try {
      const { price, quantity } = change;
      const amended = await api.orders.amendOrder(
        {
          order: referenceTo(order),
          ...(price !== undefined && { price: BigInt(price) }),
          ...(quantity !== undefined && { quantity: BigInt(quantity) }),
        },
        { timeoutMs: MINUTE_MS },
      );
      const place = amended.priorityKept ? ' and keeps its place' : '';
      log.add('good', `Order ${orderId} is amended${place}: ${outcomeText(amended)}`);
      return undefined;
    } catch (thrown) {
      return this.#refused(thrown, 'AmendOrder', `Amend of order ${orderId}`);
    } finally {
      account()?.mark([orderId], undefined);
    }
  }

  #refused(thrown: unknown, method: string, what: string): Reject {
    const error = RedleafError.from(thrown, method);
    const message = rejectText(error);
    this.#parts.log.add('error', `${what}: ${message}`);
    this.#parts.onRefused();
    if (error.reason === 'TOKEN_INVALID') this.#parts.onSessionEnded(error.message);
    return { field: error.field ?? '', message };
  }
}

/** What the trader can do about it. */
export function rejectText(error: RedleafError): string {
  if (error.isConnectionLost) {
    return 'the connection was lost before the answer: the open orders show whether it was done, once it is back';
  }
  return error.message;
}

/** What became of an order, and why if it was canceled at once. */
function outcomeText({ orderStatus, cancelReason }: Outcome): string {
  switch (orderStatus) {
    case OrderStatus.FILLED:
      return 'filled';
    case OrderStatus.PARTIALLY_FILLED:
      return 'filled in part, the rest is open';
    case OrderStatus.NEW:
      return 'open';
    case OrderStatus.CANCELED:
      return `canceled: ${cancelReasonText(cancelReason)}`;
    default:
      return 'not accepted';
  }
}

function referenceTo({ orderId, clientOrderId }: Order) {
  if (orderId === 0n) return { reference: { case: 'clientOrderId', value: clientOrderId } } as const;
  return { reference: { case: 'orderId', value: orderId } } as const;
}
