import type { Fill } from '../domain/command.ts';
import { MAX_FILLS_PER_RESPONSE, MAX_FILLS_PER_RESULT } from '../domain/limits.ts';
import type { CancelReason } from '../domain/order.ts';
import type { OrderAccepted, OrderAmended, OrderCanceled, OrderTraded } from '../events/events.ts';
import type { Frame, FrameConsumer } from '../events/frame.ts';

/** Collects the content of a reply from the frame of its command. Events of other orders in the frame do not count. */
export class ReplyCollector implements FrameConsumer {
  /** The first trades, up to the number that a reply lists. */
  fills: Fill[] = [];
  /** Number of all trades. */
  fillCount = 0;
  price = 0;
  leavesQuantity = 0;
  /** Quantity of the trades of this command, without those of earlier commands. */
  filledQuantity = 0;
  canceledQuantity = 0;
  /** Undefined if nothing was canceled. */
  cancelReason: CancelReason | undefined;
  priorityKept = false;
  #orderId = 0;
  /** Fills that the current response may still list. */
  #room = MAX_FILLS_PER_RESPONSE;

  /** Begins a response, which has the replies of the next commands. */
  beginResponse(): void {
    this.#room = MAX_FILLS_PER_RESPONSE;
  }

  begin({ orderId }: Frame): void {
    this.fills = [];
    this.fillCount = 0;
    this.price = 0;
    this.leavesQuantity = 0;
    this.filledQuantity = 0;
    this.canceledQuantity = 0;
    this.cancelReason = undefined;
    this.priorityKept = false;
    this.#orderId = orderId;
  }

  orderAccepted({ orderId, terms }: OrderAccepted): void {
    if (orderId !== this.#orderId) return;
    this.price = terms.price;
    this.leavesQuantity = terms.quantity;
  }

  orderTraded(trade: OrderTraded): void {
    if (trade.takerOrderId !== this.#orderId) return;
    const { tradeId, price, quantity, makerOrderId, makerPartyNumber, makerLeavesQuantity } = trade;
    if (this.fillCount < MAX_FILLS_PER_RESULT && this.#room > 0) {
      this.fills.push({ tradeId, price, quantity, makerOrderId, makerPartyNumber, makerLeavesQuantity });
      this.#room -= 1;
    }
    this.fillCount += 1;
    this.filledQuantity += quantity;
    this.leavesQuantity = trade.takerLeavesQuantity;
  }

  orderCanceled({ orderId, canceledQuantity, reason }: OrderCanceled): void {
    if (orderId !== this.#orderId) return;
    this.canceledQuantity = canceledQuantity;
    this.cancelReason = reason;
    this.leavesQuantity = 0;
  }

  orderAmended({ orderId, price, leavesQuantity, priorityKept }: OrderAmended): void {
    if (orderId !== this.#orderId) return;
    this.price = price;
    this.leavesQuantity = leavesQuantity;
    this.priorityKept = priorityKept;
  }
}
