import type { Db } from 'mongodb';
import { collectionsOf, IMPORTED_POSITIONS, INSTRUMENTS } from '../../mongo/schema.ts';
import type { Cursor } from './cursor.ts';
import { integer } from './documents.ts';

/** Takes away the orders and trades that were written for events after the cursor: they will be written again. */
export async function removeBeyond(db: Db, { orderId, tradeId }: Cursor): Promise<void> {
  for await (const names of instrumentCollections(db)) {
    await db.collection(names.orders).deleteMany({ order_id: { $gt: integer(orderId) } });
    await db.collection(names.liveOrders).deleteMany({ order_id: { $gt: integer(orderId) } });
    await db.collection(names.trades).deleteMany({ trade_id: { $gt: integer(tradeId) } });
  }
}

/**
 * Takes away which orders were live, and what had been traded before, in the database that this exchange was brought over
 * from: all of it comes again, right after.
 */
export async function removeBefore(db: Db): Promise<void> {
  await db.collection(IMPORTED_POSITIONS).deleteMany({});
  for await (const names of instrumentCollections(db)) await db.collection(names.liveOrders).deleteMany({});
}

/** The seed took anything for an id; what it made of that is in the names of its collections. */
async function* instrumentCollections(db: Db) {
  const instruments = db.collection<{ instrument_id: unknown }>(INSTRUMENTS).find();
  for await (const { instrument_id } of instruments.project({ instrument_id: 1 })) {
    yield collectionsOf(String(instrument_id));
  }
}
