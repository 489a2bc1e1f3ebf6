import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { databaseName } from '../mongo/names.ts';
import type { MongoUser } from '../mongo/users.ts';
import { mongoSettings, withMongo } from '../mongo/with-mongo.ts';
import { Output } from '../output.ts';
import type { Column } from '../table.ts';

interface ListUsersOptions extends GlobalOptions {
  readonly database?: string;
}

export const MONGO_USER_COLUMNS: readonly Column<MongoUser>[] = [
  { header: 'USER', text: ({ user }) => user },
  { header: 'DATABASE', text: ({ database }) => database },
  {
    header: 'ROLES',
    text: ({ roles }) => roles.map(({ role, database }) => `${role} on ${database}`).join(', '),
  },
];

export function listUsersCommand(): Command {
  return new Command('list')
    .description('list users and their roles')
    .option('--database <name>', 'only users of this database', databaseName)
    .action(list);
}

async function list(_options: ListUsersOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ListUsersOptions>();
  const { listUsers } = await import('../mongo/users.ts');
  const users = await withMongo(await mongoSettings(), (client) => listUsers(client, options.database));
  const output = new Output(options.json);
  const print = output.list(MONGO_USER_COLUMNS, ({ user, database, roles }) => ({
    user,
    database,
    roles: roles.map((role) => ({ ...role })),
  }));
  print(users);
  if (users.length === 0) output.none('no users');
}
