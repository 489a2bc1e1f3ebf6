import { Command } from 'commander';
import { dbBootstrapCommand } from './db-bootstrap.ts';

export function dbCommand(): Command {
  return new Command('db')
    .description('the MongoDB database that WRITERS=mongo writes to')
    .addCommand(dbBootstrapCommand());
}
