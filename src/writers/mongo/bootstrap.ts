import { connectMongo, type MongoSettings } from '../../mongo/connect.ts';
import { ensureCommonCollections, ensureInstrumentCollections, INSTRUMENTS } from '../../mongo/schema.ts';

export interface BootstrappedDatabase {
  readonly database: string;
  /** All collections of the database. */
  readonly collections: readonly string[];
  /** What prevents an index, one sentence each. */
  readonly problems: readonly string[];
}

/**
 * Creates the collections, indexes and validators that a database needs, including those of its instruments. Safe to repeat;
 * changes no document.
 *
 * @throws what MongoDB throws if it cannot be reached or refuses this user.
 */
export async function bootstrapDatabase(settings: MongoSettings): Promise<BootstrappedDatabase> {
  const client = await connectMongo(settings);
  try {
    const db = client.db(settings.mongoDb);
    const problems = [...(await ensureCommonCollections(db))];
    // The seed took any value for an id, and put it into the names of collections as text.
    const instrumentIds: readonly unknown[] = await db.collection(INSTRUMENTS).distinct('instrument_id');
    problems.push(...(await ensureInstrumentCollections(db, instrumentIds.map(String))));
    const collections = await db.listCollections({}, { nameOnly: true }).toArray();
    return { database: db.databaseName, collections: collections.map(({ name }) => name).sort(), problems };
  } finally {
    await client.close();
  }
}
