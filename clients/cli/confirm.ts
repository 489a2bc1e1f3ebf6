import { UsageError } from './usage-error.ts';

/** Whether there is somebody to ask. */
export function hasTerminal(): boolean {
  // Undefined where there is none, whatever the types say.
  return Boolean(process.stdin.isTTY && process.stderr.isTTY);
}

/** Tells what would be done, and whether the person at the terminal then types this word, which no slip of a finger does. */
export async function typesWord(warning: string, word: string): Promise<boolean> {
  const { default: input } = await import('@inquirer/input');
  // Results go to the standard output, so the question does not.
  process.stderr.write(`${warning}\n`);
  const typed = await input({ message: `Type ${word} to go on:` }, { output: process.stderr });
  return typed.trim() === word;
}

/**
 * Has something that cannot be undone confirmed: by its name, typed at the terminal, or with `--yes`.
 *
 * @throws UsageError when nobody is there to ask.
 */
export async function confirmByName(warning: string, name: string, yes: boolean | undefined): Promise<void> {
  if (yes === true) return;
  if (!hasTerminal()) throw new UsageError('no terminal to confirm this: use --yes');
  if (!(await typesWord(warning, name))) throw new Error(`${name} was not confirmed: nothing was done`);
}
