import { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { adminCommand } from './commands/admin.ts';
import { amendCommand } from './commands/amend.ts';
import { archiveCommand } from './commands/archive.ts';
import { backupCommand } from './commands/backup.ts';
import { bookCommand } from './commands/book.ts';
import { cancelCommand } from './commands/cancel.ts';
import { candlesCommand } from './commands/candles.ts';
import { cleanupCommand } from './commands/cleanup.ts';
import { configCommand } from './commands/config.ts';
import { dbCommand } from './commands/db.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { helpCommand } from './commands/help.ts';
import { historyCommand } from './commands/history.ts';
import { instrumentsCommand } from './commands/instruments.ts';
import { loginCommand } from './commands/login.ts';
import { logoutCommand } from './commands/logout.ts';
import { mongoCommand } from './commands/mongo.ts';
import { orderCommand } from './commands/order.ts';
import { ordersCommand } from './commands/orders.ts';
import { partiesCommand } from './commands/parties.ts';
import { passwordCommand } from './commands/password.ts';
import { placeCommand } from './commands/place.ts';
import { populateCommand } from './commands/populate.ts';
import { positionsCommand } from './commands/positions.ts';
import { replayCommand } from './commands/replay.ts';
import { restoreCommand } from './commands/restore.ts';
import { serveCommand } from './commands/serve.ts';
import { sessionsCommand } from './commands/sessions.ts';
import { statsCommand } from './commands/stats.ts';
import { statusCommand } from './commands/status.ts';
import { tradesCommand } from './commands/trades.ts';
import { unarchiveCommand } from './commands/unarchive.ts';
import { verifyCommand } from './commands/verify.ts';
import { watchCommand } from './commands/watch.ts';
import { whoamiCommand } from './commands/whoami.ts';
import { addCompletion } from './completion.ts';
import { addGlobalOptions } from './global-options.ts';

/** The columns of a terminal, and of a page that quotes the help. */
const HELP_WIDTH = 80;

/** Every command of `redleaf`. Its parts that take long to load are loaded when a command needs them. */
export function createProgram(): Command {
  const program = addGlobalOptions(new Command('redleaf'))
    .description('Redleaf Exchange: run it, trade on it, watch it.')
    .version(manifest.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .configureHelp({
      showGlobalOptions: true,
      helpWidth: HELP_WIDTH,
      // The arguments are in the help of the command: here they would leave no room to say what it does.
      subcommandTerm: (command) => command.name(),
    })
    .addHelpText('after', '\nFor more about a command: redleaf help COMMAND')
    // What is wrong with a command line is printed where every other error is.
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  addGroup(program, 'Trade:', [
    loginCommand(),
    logoutCommand(),
    whoamiCommand(),
    passwordCommand(),
    placeCommand(),
    amendCommand(),
    cancelCommand(),
    orderCommand(),
    ordersCommand(),
    positionsCommand(),
    historyCommand(),
  ]);
  addGroup(program, 'Watch the market:', [
    instrumentsCommand(),
    bookCommand(),
    tradesCommand(),
    candlesCommand(),
    statsCommand(),
    watchCommand(),
    statusCommand(),
  ]);
  addGroup(program, 'Try it out:', [demoCommand(), populateCommand(), replayCommand()]);
  addGroup(program, 'Run an exchange:', [
    serveCommand(),
    configCommand(),
    doctorCommand(),
    verifyCommand(),
    backupCommand(),
    restoreCommand(),
    archiveCommand(),
    unarchiveCommand(),
    cleanupCommand(),
  ]);
  addGroup(program, 'Administer an exchange:', [adminCommand(), partiesCommand(), sessionsCommand()]);
  addGroup(program, 'Use MongoDB:', [dbCommand(), mongoCommand()]);
  program.commandsGroup('Help:').helpCommand(false);
  addCompletion(program);
  addGroup(program, 'Help:', [helpCommand(program)]);
  return program;
}

/** Commands for one kind of user, in the help below one heading. */
function addGroup(program: Command, heading: string, commands: readonly Command[]): void {
  for (const command of commands) {
    program.addCommand(command.helpGroup(heading));
    inheritSettings(command, program);
  }
}

/** Commands that were built on their own take how errors and help are handled from here. */
function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheritSettings(child, command);
}
