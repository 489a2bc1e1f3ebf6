import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { mongoSettings } from '../mongo/with-mongo.ts';
import { Output } from '../output.ts';

export function dbBootstrapCommand(): Command {
  return new Command('bootstrap')
    .description('create collections, indexes and validators; safe to repeat (MONGO_URL, MONGO_DB, …)')
    .action(bootstrap);
}

async function bootstrap(_options: GlobalOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>();
  // Loaded here: other commands need no database.
  const { bootstrapDatabase } = await import('../../../src/writers/mongo/bootstrap.ts');
  const { database, collections, problems } = await bootstrapDatabase(await mongoSettings());
  new Output(options.json).line({ database, collections: [...collections], problems: [...problems] }, () =>
    [
      `database ${database} has ${collections.length} collections: ${collections.join(', ')}`,
      ...problems.map((problem) => `please check: ${problem}`),
    ].join('\n'),
  );
}
