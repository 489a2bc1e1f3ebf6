import type { PlaceOrder } from '../../src/domain/command.ts';
import {
  type CancelReason,
  OrderStatus,
  type OrderType,
  type Side,
  type TimeInForce,
} from '../../src/domain/order.ts';
import { QuietSink } from '../../src/domain/quiet-sink.ts';
import { ExecType } from '../../src/feeds/execution.ts';

/** An order as the model knows it. */
export interface ModelOrder {
  readonly orderId: number;
  readonly partyNumber: number;
  readonly instrumentId: number;
  readonly side: Side;
  readonly clientOrderId: string;
  price: number;
  quantity: number;
  leavesQuantity: number;
  cumQuantity: number;
  canceledQuantity: number;
}

export interface ModelTrade {
  readonly tradeId: number;
  readonly instrumentId: number;
  readonly price: number;
  readonly quantity: number;
  readonly aggressorSide: Side;
  readonly makerOrderId: number;
  readonly makerPartyNumber: number;
  readonly makerLeavesQuantity: number;
  readonly takerOrderId: number;
  readonly takerPartyNumber: number;
  readonly takerLeavesQuantity: number;
}

/** What happened to one order, and where it stood then. */
export interface ModelExecution
  extends Pick<
    ModelOrder,
    'orderId' | 'leavesQuantity' | 'cumQuantity' | 'canceledQuantity' | 'price' | 'quantity'
  > {
  readonly execType: ExecType;
  readonly partyNumber: number;
  /** 0 unless it is a trade. */
  readonly tradeId: number;
}

/** Writes down what the reference engine says happened: each order as it stands, every trade and every execution. */
export class ModelOrders extends QuietSink {
  readonly byId = new Map<number, ModelOrder>();
  readonly trades: ModelTrade[] = [];
  readonly executions: ModelExecution[] = [];
  /** Events so far. */
  events = 0;
  /** Of the last amendment. */
  priorityKept = false;

  get(orderId: number): ModelOrder {
    const order = this.byId.get(orderId);
    if (order === undefined) throw new Error(`the model has no order ${orderId}`);
    return order;
  }

  override instrumentCreated(): void {
    this.events += 1;
  }

  override partyCreated(): void {
    this.events += 1;
  }

  override accepted(
    orderId: number,
    instrumentId: number,
    partyNumber: number,
    side: Side,
    _orderType: OrderType,
    _timeInForce: TimeInForce,
    price: number,
    quantity: number,
    clientOrderId: string,
  ): void {
    this.byId.set(orderId, {
      ...{ orderId, partyNumber, instrumentId, side, clientOrderId, price, quantity },
      ...{ leavesQuantity: quantity, cumQuantity: 0, canceledQuantity: 0 },
    });
    this.#report(ExecType.New, orderId);
    this.events += 1;
  }

  override rested(): void {
    this.events += 1;
  }

  override traded(
    tradeId: number,
    instrumentId: number,
    price: number,
    quantity: number,
    aggressorSide: Side,
    makerOrderId: number,
    makerPartyNumber: number,
    makerLeavesQuantity: number,
    takerOrderId: number,
    takerPartyNumber: number,
    takerLeavesQuantity: number,
  ): void {
    this.trades.push({
      ...{ tradeId, instrumentId, price, quantity, aggressorSide },
      ...{ makerOrderId, makerPartyNumber, makerLeavesQuantity },
      ...{ takerOrderId, takerPartyNumber, takerLeavesQuantity },
    });
    for (const orderId of [takerOrderId, makerOrderId]) {
      const order = this.get(orderId);
      order.cumQuantity += quantity;
      order.leavesQuantity -= quantity;
      this.#report(ExecType.Trade, orderId, tradeId);
    }
    this.events += 1;
  }

  override canceled(
    orderId: number,
    _instrumentId: number,
    _partyNumber: number,
    _side: Side,
    _price: number,
    canceledQuantity: number,
    _reason: CancelReason,
    _wasResting: boolean,
  ): void {
    const order = this.get(orderId);
    order.canceledQuantity += canceledQuantity;
    order.leavesQuantity = 0;
    this.#report(ExecType.Canceled, orderId);
    this.events += 1;
  }

  override amended(
    orderId: number,
    _instrumentId: number,
    _partyNumber: number,
    _side: Side,
    _oldPrice: number,
    _oldLeaves: number,
    price: number,
    leaves: number,
    priorityKept: boolean,
  ): void {
    const order = this.get(orderId);
    order.price = price;
    order.leavesQuantity = leaves;
    order.quantity = order.cumQuantity + leaves;
    this.priorityKept = priorityKept;
    this.#report(ExecType.Replaced, orderId);
    this.events += 1;
  }

  #report(execType: ExecType, orderId: number, tradeId = 0): void {
    const { partyNumber, price, quantity, leavesQuantity, cumQuantity, canceledQuantity } = this.get(orderId);
    this.executions.push({
      ...{ execType, orderId, partyNumber, tradeId },
      ...{ price, quantity, leavesQuantity, cumQuantity, canceledQuantity },
    });
  }
}

export function statusOf({ leavesQuantity, cumQuantity, canceledQuantity }: ModelOrder): OrderStatus {
  if (leavesQuantity > 0) return cumQuantity > 0 ? OrderStatus.PartiallyFilled : OrderStatus.New;
  return canceledQuantity > 0 ? OrderStatus.Canceled : OrderStatus.Filled;
}

/** Whether a command repeats another one, field by field. */
export function isRepeat(command: PlaceOrder, earlier: PlaceOrder): boolean {
  const { instrumentId, side, orderType, timeInForce, price, quantity } = command;
  return (
    instrumentId === earlier.instrumentId &&
    side === earlier.side &&
    orderType === earlier.orderType &&
    timeInForce === earlier.timeInForce &&
    price === earlier.price &&
    quantity === earlier.quantity
  );
}
