import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { ownDatabaseName } from '../mongo/names.ts';
import { mongoSettings, withMongo } from '../mongo/with-mongo.ts';
import { Output } from '../output.ts';

export function createDatabaseCommand(): Command {
  return new Command('create')
    .description('create a database for WRITERS=mongo: collections, indexes and validators')
    .argument('<name>', 'name of the database', ownDatabaseName)
    .action(create);
}

async function create(name: string, _options: GlobalOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>();
  const settings = await mongoSettings();
  const [{ hasDatabase }, { bootstrapDatabase }] = await Promise.all([
    import('../mongo/databases.ts'),
    import('../../../src/writers/mongo/bootstrap.ts'),
  ]);
  if (await withMongo(settings, (client) => hasDatabase(client, name))) {
    throw new Error(
      `database ${name} exists already; to add missing parts: MONGO_DB=${name} redleaf db bootstrap`,
    );
  }
  const { database, collections } = await bootstrapDatabase({ ...settings, mongoDb: name });
  new Output(options.json).line(
    { database, collections: [...collections] },
    () => `database ${database} created: ${collections.join(', ')}`,
  );
}
