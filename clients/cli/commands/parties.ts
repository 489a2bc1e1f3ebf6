import { Command } from 'commander';
import { partiesDisableCommand, partiesEnableCommand } from './parties-disable.ts';
import { partiesImportCommand } from './parties-import.ts';
import { partiesListCommand } from './parties-list.ts';

export function partiesCommand(): Command {
  return new Command('parties')
    .description('the parties that may log in and trade, for administrators')
    .addCommand(partiesListCommand())
    .addCommand(partiesImportCommand())
    .addCommand(partiesDisableCommand())
    .addCommand(partiesEnableCommand());
}
