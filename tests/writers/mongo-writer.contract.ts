import { afterAll, beforeAll } from 'vitest';
import { describeWithMongo, type MongoServer } from '../mongod/describe-with-mongo.ts';
import { drop, dump, settingsFor } from './mongo-database.ts';
import { writerContract } from './writer-suite.ts';

await describeWithMongo('with a MongoDB server', (startServer) => {
  let server: MongoServer;

  beforeAll(async () => {
    server = await startServer();
  });

  afterAll(() => server.close());

  writerContract('mongo', async () => {
    const settings = settingsFor(server.url);
    return {
      settings: { MONGO_URL: settings.mongoUrl, MONGO_DB: settings.mongoDb },
      read: () => dump(settings),
      remove: () => drop(settings),
    };
  });
});
