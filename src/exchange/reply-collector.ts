import type { Fill } from '../domain/command.ts';
import type { CancelReason, OrderType, Side, TimeInForce } from '../domain/order.ts';
import { QuietSink } from '../domain/quiet-sink.ts';

/** Listens to the events of one command on one order, and gathers what its caller will be told. */
export class ReplyCollector extends QuietSink {
  fills: Fill[] = [];
  price = 0;
  leavesQuantity = 0;
  /** What this command's trades have filled; trades of earlier commands are not counted. */
  filledQuantity = 0;
  canceledQuantity = 0;
  priorityKept = false;

  /** A new command starts. */
  begin(): void {
    this.fills = [];
    this.price = 0;
    this.leavesQuantity = 0;
    this.filledQuantity = 0;
    this.canceledQuantity = 0;
    this.priorityKept = false;
  }

  override accepted(
    _orderId: number,
    _instrumentId: number,
    _partyNumber: number,
    _side: Side,
    _orderType: OrderType,
    _timeInForce: TimeInForce,
    price: number,
    quantity: number,
  ): void {
    this.price = price;
    this.leavesQuantity = quantity;
  }

  override traded(
    tradeId: number,
    _instrumentId: number,
    price: number,
    quantity: number,
    _aggressorSide: Side,
    makerOrderId: number,
    makerPartyNumber: number,
    makerLeavesQuantity: number,
    _takerOrderId: number,
    _takerPartyNumber: number,
    takerLeaves: number,
  ): void {
    this.fills.push({ tradeId, price, quantity, makerOrderId, makerPartyNumber, makerLeavesQuantity });
    this.filledQuantity += quantity;
    this.leavesQuantity = takerLeaves;
  }

  override canceled(
    _orderId: number,
    _instrumentId: number,
    _partyNumber: number,
    _side: Side,
    _price: number,
    canceledQuantity: number,
    _reason: CancelReason,
  ): void {
    this.canceledQuantity = canceledQuantity;
    this.leavesQuantity = 0;
  }

  override amended(
    _orderId: number,
    _instrumentId: number,
    _partyNumber: number,
    _side: Side,
    _oldPrice: number,
    _oldLeaves: number,
    price: number,
    leaves: number,
    priorityKept: boolean,
  ): void {
    this.price = price;
    this.leavesQuantity = leaves;
    this.priorityKept = priorityKept;
  }
}
