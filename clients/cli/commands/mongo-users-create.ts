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
    .argument('<name>', 'name of the user', userName)
    .requiredOption(
      '--role <role>',
      'role, such as read, readWrite, dbAdmin, dbOwner, userAdmin, root (in admin only), or a custom one; repeatable',
      roleNames,
    )
    .option('--database <name>', 'database of the user and its roles (or MONGO_DB)', databaseName)
    .addHelpText(
      'after',
      '\nWithout an option, the password comes from NEW_PASSWORD, from the file\nNEW_PASSWORD_FILE, or from a prompt.',
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
  if (database !== 'admin') output.note(`to log in as this user, add ?authSource=${database} to MONGO_URL`);
}
