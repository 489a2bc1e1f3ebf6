import { Command } from 'commander';
import { didYouMean } from '../did-you-mean.ts';
import { UsageError } from '../usage-error.ts';

/** In place of commander's, which answers an unknown name with the help of everything. */
export function helpCommand(program: Command): Command {
  return new Command('help')
    .description('print the help of a command')
    .argument('[command...]', 'such as `place` or `watch book`')
    .action((names: readonly string[]) => {
      names.reduce(commandOf, program).outputHelp();
    });
}

function commandOf(parent: Command, name: string): Command {
  const found = parent.commands.find((each) => each.name() === name || each.aliases().includes(name));
  if (found !== undefined) return found;
  const known = parent.commands.map((each) => each.name());
  throw new UsageError(`unknown command '${name}'; ${didYouMean(name, known) ?? 'see --help'}`);
}
