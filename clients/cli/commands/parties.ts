import { Command } from 'commander';
import { partiesDisableCommand, partiesEnableCommand } from './parties-disable.ts';
import { partiesImportCommand } from './parties-import.ts';
import { partiesListCommand } from './parties-list.ts';

export function partiesCommand(): Command {
  return new Command('parties')
    .description('manage parties, for administrators')
    .addCommand(partiesListCommand())
    .addCommand(partiesImportCommand())
    .addCommand(partiesDisableCommand())
    .addCommand(partiesEnableCommand());
}
