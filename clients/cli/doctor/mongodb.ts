import { connectMongo } from '../../../src/mongo/connect.ts';
import { systemErrorLine } from '../system-error.ts';
import { type Check, failed, ok, warning } from './check.ts';

const IMPATIENT = { serverSelectionTimeoutMS: 3_000, socketTimeoutMS: 5_000 };

export const mongodb: Check = {
  name: 'MongoDB',
  isNeeded: ({ writers, partyStore }) => writers.includes('mongo') || partyStore === 'mongo',
  async look(config) {
    try {
      const client = await connectMongo(config, IMPATIENT);
      try {
        const database = client.db(config.mongoDb);
        const [hello, { version }] = await Promise.all([
          database.command({ hello: 1 }),
          database.admin().serverInfo(),
        ]);
        // Asks for the rights that are needed, not for anything that is there.
        await database.listCollections({}, { nameOnly: true }).toArray();
        const facts = `version ${String(version)}, database ${config.mongoDb}`;
        if (hello['setName'] === undefined)
          return warning(
            `${facts}, a standalone server`,
            'use a replica set: it has transactions, and survives the loss of a server',
          );
        return ok(`${facts}, replica set ${String(hello['setName'])}`);
      } finally {
        await client.close();
      }
    } catch (error) {
      const why = systemErrorLine(error) ?? (error instanceof Error ? error.message : String(error));
      return failed(
        why,
        'trading works without MongoDB; logins with PARTY_STORE=mongo need it. See docs/MONGODB.md',
      );
    }
  },
};
