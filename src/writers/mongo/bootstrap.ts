import { connectMongo, type MongoSettings } from '../../mongo/connect.ts';
import { ensureCommonCollections, ensureInstrumentCollections, INSTRUMENTS } from '../../mongo/schema.ts';

export interface BootstrappedDatabase {
  readonly database: string;
  /** All that are there now. */
  readonly collections: readonly string[];
  /** What stands in the way of an index, one sentence each. */
  readonly problems: readonly string[];
}

/**
 * Makes the collections, indexes and validators that a database needs, also for the instruments that it has already.
 * Safe to repeat; changes no document.
 *
 * @throws what MongoDB throws if it cannot be reached or does not let this user do that.
 */
export async function bootstrapDatabase(settings: MongoSettings): Promise<BootstrappedDatabase> {
  const client = await connectMongo(settings);
  try {
    const db = client.db(settings.mongoDb);
    const problems = [...(await ensureCommonCollections(db))];
    // The seed took anything for an id; what it made of that is in the names of its collections.
    const instrumentIds: readonly unknown[] = await db.collection(INSTRUMENTS).distinct('instrument_id');
    problems.push(...(await ensureInstrumentCollections(db, instrumentIds.map(String))));
    const collections = await db.listCollections({}, { nameOnly: true }).toArray();
    return { database: db.databaseName, collections: collections.map(({ name }) => name).sort(), problems };
  } finally {
    await client.close();
  }
}
