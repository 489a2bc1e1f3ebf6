import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { databaseName, roleNames, userName } from '../mongo/names.ts';
import { mongoSettings, withMongo } from '../mongo/with-mongo.ts';
import { Output } from '../output.ts';
import { addPasswordOptions, currentPassword, type PasswordOptions } from '../password.ts';
import { UsageError } from '../usage-error.ts';

interface CreateUserOptions extends GlobalOptions, PasswordOptions {
  readonly role: readonly string[];
  readonly database?: string;
}

export function createUserCommand(): Command {
  const command = new Command('create')
    .description('add a user')
    .argument('<name>', 'of the user', userName)
    .requiredOption(
      '--role <role>',
      'what it may do, such as read, readWrite, dbAdmin, dbOwner, userAdmin, in admin also root, or a role of your own; can be repeated',
      roleNames,
    )
    .option('--database <name>', 'where it is made, and of its roles (or MONGO_DB)', databaseName)
    .addHelpText(
      'after',
      '\nWithout an option, the password is in NEW_PASSWORD or in the file\nNEW_PASSWORD_FILE, or is asked for.',
    );
  return addPasswordOptions(command, 'its password').action(create);
}

async function create(user: string, _options: CreateUserOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<CreateUserOptions>();
  const settings = await mongoSettings();
  const { database = settings.mongoDb } = options;
  const password = await currentPassword(`Password for ${user} in ${database}`, options, 'NEW_PASSWORD');
  if (password === '') throw new UsageError('the password is empty');
  const { createUser } = await import('../mongo/users.ts');
  const roles = options.role.map((role) => ({ role, database }));
  await withMongo(settings, (client) => createUser(client, { user, database, roles }, password));
  const output = new Output(options.json);
  output.line(
    { user, database, roles },
    () => `user ${user} created in ${database}: ${options.role.join(', ')}`,
  );
  if (database !== 'admin') output.note(`it logs in with ?authSource=${database} in MONGO_URL`);
}
