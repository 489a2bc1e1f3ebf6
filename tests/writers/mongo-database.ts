import { randomUUID } from 'node:crypto';
import { BSON, type Db, type Document, MongoClient } from 'mongodb';
import type { MongoSettings } from '../../src/mongo/connect.ts';

/** Settings of a database for one test. */
export function settingsFor(url: string): MongoSettings {
  return {
    mongoUrl: url,
    mongoHost: '',
    mongoPort: 0,
    mongoDb: `redleaf_test_${randomUUID().slice(0, 8)}`,
    mongoUser: '',
    mongoPass: '',
  };
}

/** Reads and changes a database directly. BSON numbers keep their stored types. */
export async function withDatabase<T>(
  { mongoUrl, mongoDb }: MongoSettings,
  use: (db: Db) => Promise<T>,
): Promise<T> {
  const client = new MongoClient(mongoUrl, { promoteValues: false });
  try {
    return await use(client.db(mongoDb));
  } finally {
    await client.close();
  }
}

export async function documentsOf(settings: MongoSettings, collection: string): Promise<Document[]> {
  return await withDatabase(settings, (db) => db.collection(collection).find().sort({ _id: 1 }).toArray());
}

/** Every document of every collection as text with BSON types, without the identity of the writer. */
export async function dump(settings: MongoSettings): Promise<Record<string, string[]>> {
  return await withDatabase(settings, async (db) => {
    const found: Record<string, string[]> = {};
    const collections = await db.listCollections({}, { nameOnly: true }).toArray();
    for (const { name } of collections.sort((a, b) => a.name.localeCompare(b.name))) {
      const documents = await db.collection(name).find().sort({ _id: 1 }).toArray();
      found[name] = documents.map(({ session: _session, ...document }) =>
        BSON.EJSON.stringify(document, { relaxed: false }),
      );
    }
    return found;
  });
}

export async function drop(settings: MongoSettings): Promise<void> {
  await withDatabase(settings, (db) => db.dropDatabase());
}
