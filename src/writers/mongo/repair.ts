import type { Db } from 'mongodb';
import { collectionsOf, INSTRUMENTS } from '../../mongo/schema.ts';
import type { Cursor } from './cursor.ts';
import { integer } from './documents.ts';

/** Takes away the orders and trades that were written for events after the cursor: they will be written again. */
export async function removeBeyond(db: Db, { orderId, tradeId }: Cursor): Promise<void> {
  const instruments = db
    .collection<{ instrument_id: number }>(INSTRUMENTS)
    .find()
    .project({ instrument_id: 1 });
  for await (const { instrument_id } of instruments) {
    const names = collectionsOf(Number(instrument_id));
    await db.collection(names.orders).deleteMany({ order_id: { $gt: integer(orderId) } });
    await db.collection(names.liveOrders).deleteMany({ order_id: { $gt: integer(orderId) } });
    await db.collection(names.trades).deleteMany({ trade_id: { $gt: integer(tradeId) } });
  }
}
