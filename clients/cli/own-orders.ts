import { type Redleaf, RedleafError } from '@redleaf/client';
import type { Order, Side } from '../../gen/redleaf/v1/order_pb.ts';
import { readAgain } from './read-again.ts';

/** The caller's open orders of one instrument, kept up to date. Empty for a caller who is not logged in. */
export class OwnOrders {
  readonly #instrumentId: number;
  readonly #open = new Map<bigint, Order>();
  /** Orders that the stream has told of: a list that was made meanwhile may be older. */
  readonly #told = new Set<bigint>();

  constructor(instrumentId: number) {
    this.#instrumentId = instrumentId;
  }

  /** What is open at a price. */
  quantityAt(side: Side, price: bigint): bigint {
    let quantity = 0n;
    for (const order of this.#open.values()) {
      if (order.side === side && order.price === price) quantity += order.leavesQuantity;
    }
    return quantity;
  }

  /** Follows the orders until the signal. */
  async follow(redleaf: Redleaf, signal: AbortSignal): Promise<void> {
    try {
      const { promise: isOpen, resolve: onPosition } = Promise.withResolvers<void>();
      // The list comes after the stream is open, so that nothing happens between them.
      const list = async () => {
        await isOpen;
        if (!signal.aborted) await readAgain(() => this.#list(redleaf), signal);
      };
      const watch = async () => {
        for await (const { order } of redleaf.watchExecutions({ signal, onPosition: () => onPosition() })) {
          if (order?.instrumentId !== this.#instrumentId) continue;
          this.#told.add(order.orderId);
          this.#apply(order);
        }
        onPosition();
      };
      // The connection may be lost before the stream is open.
      await Promise.all([list(), readAgain(watch, signal)]);
    } catch (thrown) {
      const { reason } = RedleafError.from(thrown);
      if (reason !== 'TOKEN_MISSING' && reason !== 'TOKEN_INVALID') throw thrown;
      this.#open.clear();
    }
  }

  async #list(redleaf: Redleaf): Promise<void> {
    let pageToken = '';
    do {
      const page = await redleaf.orders.listOpenOrders({
        instrumentId: this.#instrumentId,
        pageSize: 1_000,
        pageToken,
      });
      for (const order of page.orders) if (!this.#told.has(order.orderId)) this.#apply(order);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
  }

  #apply(order: Order): void {
    if (order.leavesQuantity === 0n) this.#open.delete(order.orderId);
    else this.#open.set(order.orderId, order);
  }
}
