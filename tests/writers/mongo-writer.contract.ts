import { describeWithMongo } from '../mongod/describe-with-mongo.ts';
import { documentsOf, drop, dump, settingsFor } from './mongo-database.ts';
import { writerContract } from './writer-suite.ts';

await describeWithMongo('with a MongoDB server', (mongoUrl) => {
  writerContract('mongo', async () => {
    const settings = settingsFor(mongoUrl);
    return {
      settings: { MONGO_URL: settings.mongoUrl, MONGO_DB: settings.mongoDb },
      read: () => dump(settings),
      async canceledOrders() {
        const documents = await documentsOf(settings, 'orders_1');
        return documents.filter(({ cancelled }) => cancelled).map(({ order_id }) => Number(order_id));
      },
      remove: () => drop(settings),
    };
  });
});
