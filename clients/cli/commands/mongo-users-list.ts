import { Command } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { databaseName } from '../mongo/names.ts';
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
  for (const { user, database, roles } of users) {
    output.line({ user, database, roles: roles.map((role) => ({ ...role })) }, () => {
      const may = roles.map((role) => `${role.role} on ${role.database}`);
      return `${user}  in ${database}  ${may.join(', ')}`.trimEnd();
    });
  }
  if (users.length === 0) output.note('no users');
}
