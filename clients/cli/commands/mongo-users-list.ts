import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { databaseName } from '../mongo/names.ts';
import type { MongoUser } from '../mongo/users.ts';
import { mongoSettings, withMongo } from '../mongo/with-mongo.ts';
import { Output } from '../output.ts';

interface ListUsersOptions extends GlobalOptions {
  readonly database?: string;
}

export function listUsersCommand(): Command {
  return new Command('list')
    .description('users and what they may do')
    .option('--database <name>', 'only those that were made in this one', databaseName)
    .action(list);
}

async function list(_options: ListUsersOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ListUsersOptions>();
  const { listUsers } = await import('../mongo/users.ts');
  const users = await withMongo(await mongoSettings(), (client) => listUsers(client, options.database));
  const output = new Output(options.json);
  const columns = [
    { header: 'USER', text: ({ user }: MongoUser) => user },
    { header: 'DATABASE', text: ({ database }: MongoUser) => database },
    {
      header: 'ROLES',
      text: ({ roles }: MongoUser) => roles.map(({ role, database }) => `${role} on ${database}`).join(', '),
    },
  ];
  const print = output.list(columns, ({ user, database, roles }) => ({
    user,
    database,
    roles: roles.map((role) => ({ ...role })),
  }));
  print(users);
  if (users.length === 0) output.none('no users');
}
