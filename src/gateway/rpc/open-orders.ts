import type { Turns } from '../../admission/read-turns.ts';
import type { Order } from '../../domain/order-progress.ts';
import type { Orders } from '../../feeds/orders.ts';

/** Orders of one turn. */
const ORDERS_PER_TURN = 1_000;

interface Wanted {
  readonly partyNumber: number;
  /** 0 for all. */
  readonly instrumentId: number;
  readonly afterOrderId: number;
  readonly count: number;
}

/** The first open orders of a party, of one instrument or of all, in order of id. A long search takes turns. */
export async function findOpenOrders(
  orders: Orders,
  { partyNumber, instrumentId, afterOrderId, count }: Wanted,
  turns: Turns,
): Promise<Order[]> {
  const found: Order[] = [];
  for (let after = afterOrderId; ; ) {
    const some = orders.openOfParty(partyNumber, after, ORDERS_PER_TURN);
    const last = some.at(-1);
    if (last === undefined) return found;
    for (const order of some) {
      if (instrumentId === 0 || order.terms.instrumentId === instrumentId) found.push(order);
      if (found.length === count) return found;
    }
    after = last.orderId;
    await turns.next();
  }
}
