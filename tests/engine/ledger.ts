import type { LoggedEvent } from './event-log.ts';

interface Account {
  leaves: number;
  cum: number;
  canceled: number;
  quantity: number;
}

/** Adds up what the events say of each order and throws when quantities do not. */
export class Ledger {
  readonly #accounts = new Map<number, Account>();

  book(events: readonly LoggedEvent[]): void {
    for (const event of events) this.#book(event);
    for (const [orderId, { leaves, cum, canceled, quantity }] of this.#accounts) {
      if (leaves < 0 || leaves + cum + canceled !== quantity) {
        throw new Error(`order ${orderId}: ${leaves} + ${cum} + ${canceled} is not ${quantity}`);
      }
      if (leaves === 0) this.#accounts.delete(orderId);
    }
  }

  /** Of all orders that are open. */
  get totalLeaves(): number {
    return [...this.#accounts.values()].reduce((sum, account) => sum + account.leaves, 0);
  }

  #book(event: LoggedEvent): void {
    if (event.kind === 'orderAccepted') {
      const { orderId, terms } = event.record;
      this.#accounts.set(orderId, { leaves: terms.quantity, cum: 0, canceled: 0, quantity: terms.quantity });
    } else if (event.kind === 'orderTraded') {
      const trade = event.record;
      this.#trade(trade.makerOrderId, trade.quantity, trade.makerLeavesQuantity);
      this.#trade(trade.takerOrderId, trade.quantity, trade.takerLeavesQuantity);
    } else if (event.kind === 'orderCanceled') {
      const { orderId, canceledQuantity } = event.record;
      const account = this.#of(orderId);
      account.leaves -= canceledQuantity;
      account.canceled += canceledQuantity;
    } else if (event.kind === 'orderAmended') {
      const { orderId, leavesQuantity } = event.record;
      const account = this.#of(orderId);
      account.leaves = leavesQuantity;
      account.quantity = account.cum + leavesQuantity;
    }
  }

  #trade(orderId: number, quantity: number, leaves: number): void {
    const account = this.#of(orderId);
    account.cum += quantity;
    account.leaves -= quantity;
    if (account.leaves !== leaves)
      throw new Error(`order ${orderId} leaves ${account.leaves}, told ${leaves}`);
  }

  #of(orderId: number): Account {
    const account = this.#accounts.get(orderId);
    if (account === undefined) throw new Error(`order ${orderId} is not open`);
    return account;
  }
}
