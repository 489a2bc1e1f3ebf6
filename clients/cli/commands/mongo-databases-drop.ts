import { Command } from 'commander';
import { confirmByName } from '../confirm.ts';
import { countText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { ownDatabaseName } from '../mongo/names.ts';
import { mongoSettings, withMongo } from '../mongo/with-mongo.ts';
import { Output } from '../output.ts';

interface DropDatabaseOptions extends GlobalOptions {
  readonly yes?: boolean;
}

export function dropDatabaseCommand(): Command {
  return new Command('drop')
    .description('remove a database and all its data')
    .argument('<name>', 'name of the database', ownDatabaseName)
    .option('--yes', 'do not ask')
    .action(drop);
}

async function drop(name: string, _options: DropDatabaseOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<DropDatabaseOptions>();
  const { contentOf, dropDatabase } = await import('../mongo/databases.ts');
  await withMongo(await mongoSettings(), async (client) => {
    const { collections, ofExchange } = await contentOf(client, name);
    const writer = ofExchange ? ', and an exchange writes to it: if it runs, stop it first' : '';
    const warning = `Database ${name} has ${countText(collections, 'collection')}${writer}.`;
    await confirmByName(warning, name, options.yes);
    await dropDatabase(client, name);
    new Output(options.json).line(
      { database: name, of_exchange: ofExchange, collections, dropped: true },
      () => `database ${name} dropped`,
    );
  });
}
