import { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { adminCommand } from './commands/admin.ts';
import { amendCommand } from './commands/amend.ts';
import { backupCommand } from './commands/backup.ts';
import { cancelCommand } from './commands/cancel.ts';
import { cleanupCommand } from './commands/cleanup.ts';
import { configCommand } from './commands/config.ts';
import { dbCommand } from './commands/db.ts';
import { demoCommand } from './commands/demo.ts';
import { historyCommand } from './commands/history.ts';
import { instrumentsCommand } from './commands/instruments.ts';
import { loginCommand } from './commands/login.ts';
import { logoutCommand } from './commands/logout.ts';
import { mongoCommand } from './commands/mongo.ts';
import { ordersCommand } from './commands/orders.ts';
import { partiesCommand } from './commands/parties.ts';
import { passwordCommand } from './commands/password.ts';
import { placeCommand } from './commands/place.ts';
import { populateCommand } from './commands/populate.ts';
import { positionsCommand } from './commands/positions.ts';
import { replayCommand } from './commands/replay.ts';
import { restoreCommand } from './commands/restore.ts';
import { serveCommand } from './commands/serve.ts';
import { verifyCommand } from './commands/verify.ts';
import { watchCommand } from './commands/watch.ts';
import { addGlobalOptions } from './global-options.ts';

/** Every command of `redleaf`. Its parts that take long to load are loaded when a command needs them. */
export function createProgram(): Command {
  const program = addGlobalOptions(new Command('redleaf'))
    .description('Redleaf Exchange: run it, trade on it, watch it.')
    .version(manifest.version)
    .configureHelp({ showGlobalOptions: true })
    // What is wrong with a command line is told where every other error is.
    .configureOutput({ outputError: () => {} });
  const commands = [
    serveCommand(),
    demoCommand(),
    loginCommand(),
    logoutCommand(),
    passwordCommand(),
    placeCommand(),
    amendCommand(),
    cancelCommand(),
    ordersCommand(),
    positionsCommand(),
    historyCommand(),
    instrumentsCommand(),
    watchCommand(),
    populateCommand(),
    replayCommand(),
    verifyCommand(),
    backupCommand(),
    restoreCommand(),
    cleanupCommand(),
    configCommand(),
    adminCommand(),
    partiesCommand(),
    dbCommand(),
    mongoCommand(),
  ];
  program.exitOverride();
  for (const command of commands) {
    program.addCommand(command);
    inheritSettings(command, program);
  }
  return program;
}

/** Commands that were built on their own take how errors and help are handled from here. */
function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheritSettings(child, command);
}
