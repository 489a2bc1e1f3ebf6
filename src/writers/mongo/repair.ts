import type { Db } from 'mongodb';
import { collectionsOf } from '../../mongo/schema.ts';
import type { Cursor } from './cursor.ts';
import { integer } from './documents.ts';

/** Removes the orders and trades of events after the cursor: they will be written again. */
export async function removeBeyond(db: Db, { orderId, tradeId }: Cursor): Promise<void> {
  for (const names of await instrumentCollections(db)) {
    await db.collection(names.orders).deleteMany({ order_id: { $gt: integer(orderId) } });
    await db.collection(names.liveOrders).deleteMany({ order_id: { $gt: integer(orderId) } });
    await db.collection(names.trades).deleteMany({ trade_id: { $gt: integer(tradeId) } });
  }
}

/** Found by their names: the seed made books of instruments that have no document. */
async function instrumentCollections(db: Db) {
  const collections = await db.listCollections({}, { nameOnly: true }).toArray();
  const ids = collections.flatMap(
    ({ name }) => /^(?:live_orders|orders|trades)_(\d+)$/.exec(name)?.[1] ?? [],
  );
  return [...new Set(ids)].map(collectionsOf);
}
