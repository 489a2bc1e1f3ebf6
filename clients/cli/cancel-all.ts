import { type Redleaf, RedleafError } from '@redleaf/client';
import type { CancelOrderResponse } from '../../gen/redleaf/v1/order_service_pb.ts';

/**
 * Cancels the caller's open orders, page by page, until none is left.
 *
 * @param instrumentId of these orders; 0 for all.
 */
export async function cancelAll(redleaf: Redleaf, instrumentId: number): Promise<CancelOrderResponse[]> {
  const entry = redleaf.openOrderEntry();
  const cancel = (orderId: bigint) =>
    entry.cancel({ order: { reference: { case: 'orderId', value: orderId } } }).catch(ifClosed);
  const canceled: CancelOrderResponse[] = [];
  try {
    for (;;) {
      const { orders } = await redleaf.orders.listOpenOrders({ instrumentId, pageSize: 1_000 });
      if (orders.length === 0) return canceled;
      const answers = await Promise.all(orders.map(({ orderId }) => cancel(orderId)));
      canceled.push(...answers.filter((answer) => answer !== undefined));
    }
  } finally {
    await entry.close();
  }
}

/** An order may trade or be canceled while its turn comes. */
function ifClosed(thrown: unknown): undefined {
  const error = RedleafError.from(thrown);
  if (error.reason !== 'UNKNOWN_ORDER') throw error;
}
