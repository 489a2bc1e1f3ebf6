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
    if (event[0] === 'accepted') {
      this.#accounts.set(event[1], { leaves: event[8], cum: 0, canceled: 0, quantity: event[8] });
    } else if (event[0] === 'traded') {
      this.#trade(event[6], event[4], event[8]);
      this.#trade(event[9], event[4], event[11]);
    } else if (event[0] === 'canceled') {
      const account = this.#of(event[1]);
      account.leaves -= event[6];
      account.canceled += event[6];
    } else if (event[0] === 'amended') {
      const account = this.#of(event[1]);
      account.leaves = event[8];
      account.quantity = account.cum + event[8];
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
