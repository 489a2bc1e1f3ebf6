import { CancelReason, OrderStatus, type Side } from '../../src/domain/order.ts';
import type { OrderTerms } from '../../src/domain/order-terms.ts';
import type { OrderAccepted, OrderAmended, OrderCanceled, OrderTraded } from '../../src/events/events.ts';
import type { FrameConsumer } from '../../src/events/frame.ts';
import { ExecType } from '../../src/feeds/execution.ts';

/** An order as the model knows it. */
export interface ModelOrder {
  readonly orderId: number;
  readonly partyNumber: number;
  readonly instrumentId: number;
  readonly side: Side;
  readonly clientOrderId: string;
  readonly expireTimeNs: bigint | undefined;
  price: number;
  quantity: number;
  leavesQuantity: number;
  cumQuantity: number;
  canceledQuantity: number;
  cancelReason: CancelReason | undefined;
}

export interface ModelTrade extends OrderTraded {
  readonly sequence: number;
}

/** What happened to one order, and where it stood then. */
export interface ModelExecution
  extends Pick<
    ModelOrder,
    'orderId' | 'leavesQuantity' | 'cumQuantity' | 'canceledQuantity' | 'price' | 'quantity'
  > {
  readonly sequence: number;
  readonly execType: ExecType;
  readonly partyNumber: number;
  /** 0 unless it is a trade. */
  readonly tradeId: number;
}

/** Writes down what the reference engine says happened: each order as it stands, every trade and every execution. */
export class ModelOrders implements FrameConsumer {
  readonly byId = new Map<number, ModelOrder>();
  readonly trades: ModelTrade[] = [];
  readonly executions: ModelExecution[] = [];
  /** Events so far, which is the sequence of the last one. */
  events = 0;
  /** Of the last amendment. */
  priorityKept = false;

  get(orderId: number): ModelOrder {
    const order = this.byId.get(orderId);
    if (order === undefined) throw new Error(`the model has no order ${orderId}`);
    return order;
  }

  instrumentCreated(): void {
    this.events += 1;
  }

  partyStatusChanged(): void {
    this.events += 1;
  }

  partyCreated(): void {
    this.events += 1;
  }

  clockAdvanced(): void {
    this.events += 1;
  }

  orderAccepted({ orderId, terms }: OrderAccepted): void {
    this.events += 1;
    const { partyNumber, instrumentId, side, clientOrderId, price, quantity, expireTimeNs } = terms;
    this.byId.set(orderId, {
      ...{ orderId, partyNumber, instrumentId, side, clientOrderId, price, quantity, expireTimeNs },
      ...{ leavesQuantity: quantity, cumQuantity: 0, canceledQuantity: 0, cancelReason: undefined },
    });
    this.#report(ExecType.New, orderId);
  }

  orderRested(): void {
    this.events += 1;
  }

  orderTraded(trade: OrderTraded): void {
    this.events += 1;
    this.trades.push({ sequence: this.events, ...trade });
    for (const orderId of [trade.takerOrderId, trade.makerOrderId]) {
      const order = this.get(orderId);
      order.cumQuantity += trade.quantity;
      order.leavesQuantity -= trade.quantity;
      this.#report(ExecType.Trade, orderId, trade.tradeId);
    }
  }

  orderCanceled({ orderId, canceledQuantity, reason }: OrderCanceled): void {
    this.events += 1;
    const order = this.get(orderId);
    order.canceledQuantity += canceledQuantity;
    order.leavesQuantity = 0;
    order.cancelReason = reason;
    this.#report(ExecType.Canceled, orderId);
  }

  orderAmended({ orderId, price, leavesQuantity, priorityKept }: OrderAmended): void {
    this.events += 1;
    const order = this.get(orderId);
    order.price = price;
    order.leavesQuantity = leavesQuantity;
    order.quantity = order.cumQuantity + leavesQuantity;
    this.priorityKept = priorityKept;
    this.#report(ExecType.Replaced, orderId);
  }

  #report(execType: ExecType, orderId: number, tradeId = 0): void {
    const { partyNumber, price, quantity, leavesQuantity, cumQuantity, canceledQuantity } = this.get(orderId);
    this.executions.push({
      ...{ sequence: this.events, execType, orderId, partyNumber, tradeId },
      ...{ price, quantity, leavesQuantity, cumQuantity, canceledQuantity },
    });
  }
}

export function statusOf(order: ModelOrder): OrderStatus {
  const { leavesQuantity, cumQuantity, canceledQuantity, cancelReason } = order;
  if (cancelReason === CancelReason.Expired) return OrderStatus.Expired;
  if (leavesQuantity > 0) return cumQuantity > 0 ? OrderStatus.PartiallyFilled : OrderStatus.New;
  return canceledQuantity > 0 ? OrderStatus.Canceled : OrderStatus.Filled;
}

/** Whether an order is another one again, field by field. */
export function isRepeat(terms: OrderTerms, earlier: OrderTerms): boolean {
  const { instrumentId, side, orderType, timeInForce, price, quantity } = terms;
  return (
    instrumentId === earlier.instrumentId &&
    side === earlier.side &&
    orderType === earlier.orderType &&
    timeInForce === earlier.timeInForce &&
    price === earlier.price &&
    quantity === earlier.quantity &&
    (terms.postOnly === true) === (earlier.postOnly === true) &&
    terms.expireTimeNs === earlier.expireTimeNs
  );
}
