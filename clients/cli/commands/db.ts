import { Command } from 'commander';
import { dbBootstrapCommand } from './db-bootstrap.ts';

export function dbCommand(): Command {
  return new Command('db')
    .description('prepare the MongoDB database of WRITERS=mongo')
    .addCommand(dbBootstrapCommand());
}
