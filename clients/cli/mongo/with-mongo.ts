import type { MongoClient } from 'mongodb';
import type { MongoSettings } from '../../../src/mongo/connect.ts';

/** Where MongoDB is, as the settings have it: MONGO_URL and the others. */
export async function mongoSettings(): Promise<MongoSettings> {
  const { loadConfig } = await import('../../../src/settings/config.ts');
  return loadConfig();
}

/** Connects to the server, does the work, and hangs up. */
export async function withMongo<Result>(
  settings: MongoSettings,
  work: (client: MongoClient) => Promise<Result>,
): Promise<Result> {
  // Loaded here: other commands need no database.
  const { connectMongo } = await import('../../../src/mongo/connect.ts');
  const client = await connectMongo(settings);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
