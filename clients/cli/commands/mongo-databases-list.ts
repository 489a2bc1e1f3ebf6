import { Command } from 'commander';
import prettyBytes from 'pretty-bytes';
import type { GlobalOptions } from '../global-options.ts';
import { mongoSettings, withMongo } from '../mongo/with-mongo.ts';
import { Output } from '../output.ts';

export function listDatabasesCommand(): Command {
  return new Command('list').description('databases and their sizes').action(list);
}

async function list(_options: GlobalOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>();
  const { listDatabases } = await import('../mongo/databases.ts');
  const databases = await withMongo(await mongoSettings(), listDatabases);
  const output = new Output(options.json);
  for (const { name, sizeBytes } of databases) {
    output.line({ database: name, size_bytes: sizeBytes }, () => `${name}  ${prettyBytes(sizeBytes)}`);
  }
  if (databases.length === 0) output.note('no databases that this user may see');
}
