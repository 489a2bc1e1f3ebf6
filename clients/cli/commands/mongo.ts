import { Command } from 'commander';
import { createDatabaseCommand } from './mongo-databases-create.ts';
import { dropDatabaseCommand } from './mongo-databases-drop.ts';
import { listDatabasesCommand } from './mongo-databases-list.ts';
import { createUserCommand } from './mongo-users-create.ts';
import { dropUserCommand } from './mongo-users-drop.ts';
import { listUsersCommand } from './mongo-users-list.ts';

export function mongoCommand(): Command {
  const users = new Command('users')
    .description('manage users of the server')
    .addCommand(listUsersCommand())
    .addCommand(createUserCommand())
    .addCommand(dropUserCommand());
  const databases = new Command('databases')
    .description('manage databases of the server')
    .addCommand(listDatabasesCommand())
    .addCommand(createDatabaseCommand())
    .addCommand(dropDatabaseCommand());
  return new Command('mongo')
    .description('manage users and databases of a MongoDB server (MONGO_URL, MONGO_USER, …)')
    .addCommand(users)
    .addCommand(databases);
}
