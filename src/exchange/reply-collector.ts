import type { Fill } from '../domain/command.ts';
import { MAX_FILLS_PER_RESPONSE, MAX_FILLS_PER_RESULT } from '../domain/limits.ts';
import type { CancelReason, OrderType, Side, TimeInForce } from '../domain/order.ts';
import { QuietSink } from '../domain/quiet-sink.ts';

/** Listens to the events of one command on one order, and gathers what its caller will be told. */
export class ReplyCollector extends QuietSink {
  /** The first trades, as many as an answer lists. */
  fills: Fill[] = [];
  /** All trades. */
  fillCount = 0;
  price = 0;
  leavesQuantity = 0;
  /** What this command's trades have filled; trades of earlier commands are not counted. */
  filledQuantity = 0;
  canceledQuantity = 0;
  priorityKept = false;
  /** Fills that the commands which are answered together may still list. */
  #room = MAX_FILLS_PER_RESPONSE;

  /** The commands that come next are answered together. */
  beginResponse(): void {
    this.#room = MAX_FILLS_PER_RESPONSE;
  }

  /** A new command starts. */
  begin(): void {
    this.fills = [];
    this.fillCount = 0;
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
    if (this.fillCount < MAX_FILLS_PER_RESULT && this.#room > 0) {
      this.fills.push({ tradeId, price, quantity, makerOrderId, makerPartyNumber, makerLeavesQuantity });
      this.#room -= 1;
    }
    this.fillCount += 1;
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
