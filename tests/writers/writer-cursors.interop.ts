import { expect, test } from 'vitest';
import { loadConfig } from '../../src/settings/config.ts';
import { MongoWriter } from '../../src/writers/mongo/mongo-writer.ts';
import { writerCursors } from '../../src/writers/writer-cursors.ts';
import { describeWithMongo } from '../mongod/describe-with-mongo.ts';
import { drop, settingsFor } from './mongo-database.ts';
import { executed, someCommands } from './mongo-events.ts';

await describeWithMongo('the cursor of the MongoDB writer', (mongoUrl) => {
  test('is read from its database; nobody writes there, and one that does not answer is an error', async () => {
    const settings = settingsFor(mongoUrl);
    const config = {
      ...loadConfig({ DATA_DIR: '/nowhere', HISTORY: 'false', WRITERS: 'mongo' }),
      ...settings,
    };
    expect(await writerCursors(config, 1)).toEqual([{ writer: 'mongo', sequence: 0 }]);
    const { frames } = await executed(someCommands(30, 3));
    const writer = new MongoWriter(settings);
    await writer.open();
    await writer.write(frames);
    await writer.close();
    const sequence = frames.at(-1)?.sequence;
    expect(sequence).toBeGreaterThan(10);
    expect(await writerCursors(config, 1)).toEqual([{ writer: 'mongo', sequence }]);
    expect(await writerCursors(config, 2)).toEqual([{ writer: 'mongo', sequence: 0 }]);
    await drop(settings);
    const nobody = { ...config, mongoUrl: 'mongodb://127.0.0.1:1' };
    await expect(writerCursors(nobody, 1)).rejects.toThrow(/ECONNREFUSED/);
  });
});
