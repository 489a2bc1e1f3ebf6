import type { Db } from 'mongodb';
import { DEFAULT_MAX_PRICE, MAX_INSTRUMENT_ID, MAX_QUANTITY, MAX_TICKS } from '../domain/limits.ts';
import { defaultMaxQuantity } from '../exchange/checks.ts';
import { collectionsOf } from '../mongo/schema.ts';

const COLLECTION = /^(?:live_orders|orders|trades)_(.+)$/;

/** The part after the kind in the names of collections that have documents: an instrument's number, or what the seed took for one. */
export async function bookNames(db: Db): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    const [, book] = COLLECTION.exec(name) ?? [];
    if (book === undefined || names.has(book)) continue;
    if ((await db.collection(name).findOne({}, { projection: { _id: 1 } })) !== null) names.add(book);
  }
  return names;
}

/** Undefined if it is not an instrument number. */
export function instrumentIdOf(book: string): number | undefined {
  const id = /^[1-9]\d{0,9}$/.test(book) ? Number(book) : undefined;
  return id !== undefined && id <= MAX_INSTRUMENT_ID ? id : undefined;
}

export interface Bounds {
  readonly maxPrice: number;
  readonly maxQuantity: number;
}

/** The highest price and the highest quantity among the live orders of a book that are within the exchange's limits; 0 for none. The seed's tick is 1. */
export async function neededBounds(db: Db, instrumentId: number): Promise<Bounds> {
  const [found] = await db
    .collection(collectionsOf(instrumentId).liveOrders)
    .aggregate<{ price: unknown; quantity: unknown }>([
      { $match: { order_type: 'GTC', price_cents: { $lte: MAX_TICKS }, quantity: { $lte: MAX_QUANTITY } } },
      { $group: { _id: null, price: { $max: '$price_cents' }, quantity: { $max: '$quantity' } } },
    ])
    .toArray();
  return { maxPrice: Number(found?.price ?? 0), maxQuantity: Number(found?.quantity ?? 0) };
}

/** The usual bounds, or what the live orders need where that is more. */
export function boundsFor(needed: Bounds): Bounds {
  const maxPrice = Math.max(DEFAULT_MAX_PRICE, needed.maxPrice);
  return { maxPrice, maxQuantity: Math.max(defaultMaxQuantity(maxPrice), needed.maxQuantity) };
}
