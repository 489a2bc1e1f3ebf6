import type { Order } from '../../domain/order-progress.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { HistoryReader } from '../../history/history-reader.ts';

interface OwnOrder {
  readonly partyNumber: number;
  readonly orderId: number;
}

/**
 * An order of the party, from memory or, if it closed long ago, from the history.
 *
 * @throws RefusedError TOO_MANY_REQUESTS or HISTORY_UNAVAILABLE, if the history has to be read.
 */
export async function findOrder(
  { partyNumber, orderId }: OwnOrder,
  { orders }: Feeds,
  history: HistoryReader | undefined,
): Promise<Order | undefined> {
  const order = orders.get(orderId);
  if (order !== undefined) return order.terms.partyNumber === partyNumber ? order : undefined;
  const { rows = [] } = (await history?.read('orders', queryFor({ partyNumber, orderId }))) ?? {};
  return rows.find((row) => row.orderId === orderId);
}

function queryFor({ partyNumber, orderId }: OwnOrder) {
  const always = { instrumentId: 0, fromTimeNs: undefined, toTimeNs: undefined, isNewestFirst: false };
  return { ...always, partyNumber, after: orderId - 1, limit: 1 };
}
