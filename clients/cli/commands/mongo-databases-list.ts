import { Command } from 'commander';
import prettyBytes from 'pretty-bytes';
import type { GlobalOptions } from '../global-options.ts';
import type { MongoDatabase } from '../mongo/databases.ts';
import { mongoSettings, withMongo } from '../mongo/with-mongo.ts';
import { Output } from '../output.ts';

export function listDatabasesCommand(): Command {
  return new Command('list').description('list databases and their sizes').action(list);
}

async function list(_options: GlobalOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>();
  const { listDatabases } = await import('../mongo/databases.ts');
  const databases = await withMongo(await mongoSettings(), listDatabases);
  const output = new Output(options.json);
  const columns = [
    { header: 'DATABASE', text: ({ name }: MongoDatabase) => name },
    { header: 'SIZE', isNumber: true, text: ({ sizeBytes }: MongoDatabase) => prettyBytes(sizeBytes) },
  ];
  const print = output.list(columns, ({ name, sizeBytes }) => ({ database: name, size_bytes: sizeBytes }));
  print(databases);
  if (databases.length === 0) output.none('no databases that this user may see');
}
