import { Command } from 'commander';
import { confirmByName } from '../confirm.ts';
import type { GlobalOptions } from '../global-options.ts';
import { databaseName, userName } from '../mongo/names.ts';
import { mongoSettings, withMongo } from '../mongo/with-mongo.ts';
import { Output } from '../output.ts';

interface DropUserOptions extends GlobalOptions {
  readonly database?: string;
  readonly yes?: boolean;
}

export function dropUserCommand(): Command {
  return new Command('drop')
    .description('remove a user')
    .argument('<name>', 'name of the user', userName)
    .option('--database <name>', 'database of the user (or MONGO_DB)', databaseName)
    .option('--yes', 'do not ask')
    .action(drop);
}

async function drop(user: string, _options: DropUserOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<DropUserOptions>();
  const settings = await mongoSettings();
  const { database = settings.mongoDb } = options;
  await confirmByName(`User ${user} of ${database} will not be able to log in any more.`, user, options.yes);
  const { dropUser } = await import('../mongo/users.ts');
  await withMongo(settings, (client) => dropUser(client, user, database));
  new Output(options.json).line(
    { user, database, dropped: true },
    () => `user ${user} dropped from ${database}`,
  );
}
