import type { Command } from 'commander';
import { defaultUrl } from './default-url.ts';
import { explainError } from './explain-error.ts';
import type { GlobalOptions } from './global-options.ts';
import { createProgram } from './program.ts';

/** Runs one command line and returns the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const program = createProgram();
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (thrown) {
    const { url = defaultUrl(), json = false, token } = program.opts<Partial<GlobalOptions>>();
    const target = token === undefined ? { url } : { url, token };
    const { exitCode, line, reason, field, metadata } = explainError(thrown, target);
    if (line !== '') {
      const forPrograms = JSON.stringify({ error: { reason, message: line, field, metadata } });
      process.stderr.write(json ? `${forPrograms}\n` : `${toTerminal(program, `redleaf: ${line}`)}\n`);
    }
    return exitCode;
  }
}

/** Between words where the terminal ends, and as it is in a file or a pipe. */
function toTerminal(program: Command, message: string): string {
  const { isTTY, columns } = process.stderr;
  return isTTY ? program.createHelp().boxWrap(message, columns) : message;
}
