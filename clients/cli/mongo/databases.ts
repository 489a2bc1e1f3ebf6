import type { MongoClient } from 'mongodb';
import { readCursor } from '../../../src/writers/mongo/cursor.ts';

export interface MongoDatabase {
  readonly name: string;
  readonly sizeBytes: number;
}

interface DatabaseContent {
  readonly collections: number;
  /** Whether an exchange writes to it. */
  readonly ofExchange: boolean;
}

export async function listDatabases(client: MongoClient): Promise<MongoDatabase[]> {
  const { databases } = await client.db().admin().listDatabases();
  return databases.map(({ name, sizeOnDisk = 0 }) => ({ name, sizeBytes: sizeOnDisk }));
}

export async function hasDatabase(client: MongoClient, name: string): Promise<boolean> {
  const { databases } = await client.db().admin().listDatabases({ nameOnly: true, filter: { name } });
  return databases.length > 0;
}

/** @throws Error when there is no such database. */
export async function contentOf(client: MongoClient, name: string): Promise<DatabaseContent> {
  if (!(await hasDatabase(client, name))) throw new Error(`there is no database ${name}`);
  const db = client.db(name);
  const collections = await db.listCollections({}, { nameOnly: true }).toArray();
  return { collections: collections.length, ofExchange: (await readCursor(db)) !== undefined };
}

export async function dropDatabase(client: MongoClient, name: string): Promise<void> {
  await client.db(name).dropDatabase();
}
