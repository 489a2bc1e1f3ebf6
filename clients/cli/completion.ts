import { type RootCommand, ShellCompDirective } from '@bomb.sh/tab';
import complete from '@bomb.sh/tab/commander';
import type { Command } from 'commander';

/** Arguments and options that are names of files or folders. */
const FILE_ARGUMENTS: ReadonlySet<string> = new Set(['file', 'folder']);
const FILE_OPTIONS: ReadonlySet<string> = new Set(['data-dir']);

/** Without it, bash has nothing to offer where the answer is that a file is meant. */
const BASH_FILES = 'complete -o default -F __redleaf_complete redleaf';

const HELP = `
With redleaf in your PATH, add this to what your shell reads at its start:
  ~/.bashrc                   source <(redleaf completion bash)
  ~/.zshrc                    source <(redleaf completion zsh)
  ~/.config/fish/config.fish  redleaf completion fish | source
bash needs its package bash-completion; zsh needs a line before that one:
  autoload -U compinit && compinit`;

/** Scripts that let a shell ask for the commands and options that begin as what was typed. */
export function addCompletion(program: Command): void {
  const root = complete(program, { completionCommandName: 'completion' });
  offerFiles(root);
  const completion = program.commands.find((command) => command.name() === 'completion');
  completion
    ?.description('print a completion script for your shell')
    .addHelpText('after', HELP)
    .action((shell: string) => {
      root.setup(program.name(), program.name(), shell);
      if (shell === 'bash') process.stdout.write(`${BASH_FILES}\n`);
    });
}

/** The library tells the shell that no file is meant, wherever that is. */
function offerFiles(root: RootCommand): void {
  let isFile = false;
  const handler = () => {
    isFile = true;
  };
  for (const command of root.commands.values()) {
    for (const argument of command.arguments.values())
      if (FILE_ARGUMENTS.has(argument.name)) argument.handler = handler;
    for (const option of command.options.values())
      if (FILE_OPTIONS.has(option.value)) option.handler = handler;
  }
  Object.defineProperty(root, 'directive', {
    configurable: true,
    get: () =>
      isFile ? ShellCompDirective.ShellCompDirectiveDefault : ShellCompDirective.ShellCompDirectiveNoFileComp,
    set: () => undefined,
  });
}
