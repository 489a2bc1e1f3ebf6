import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { readEnvironment } from '../../src/settings/environment.ts';
import { UsageError } from './usage-error.ts';

export interface PasswordOptions {
  readonly password?: string | undefined;
  readonly passwordStdin?: boolean;
}

/** @param what whose password it is, for the help. */
export function addPasswordOptions(command: Command, what: string): Command {
  return command
    .option('--password-stdin', `read ${what} from the standard input`)
    .option('--password <password>', `${what}; visible to other users of this machine in the process list`);
}

/**
 * The current password: from an option, the standard input, a variable, the file that a variable names, or a prompt.
 *
 * @param variable such as PASSWORD; with `_FILE` behind it, the variable of the file.
 */
export async function currentPassword(
  question: string,
  options: PasswordOptions,
  variable = 'PASSWORD',
): Promise<string> {
  return (await givenPassword(options, variable)) ?? (await askPassword(question, variable));
}

/** A new password: the same sources, but the prompt asks twice, because the typed text is not shown. */
export async function newPassword(
  question: string,
  options: PasswordOptions,
  variable = 'NEW_PASSWORD',
): Promise<string> {
  const given = await givenPassword(options, variable);
  if (given !== undefined) return given;
  const typed = await askPassword(question, variable);
  if ((await askPassword('Once more', variable)) === typed) return typed;
  throw new UsageError('the two passwords differ; nothing was changed');
}

/** Undefined when it is given in no way. */
async function givenPassword(
  { password, passwordStdin }: PasswordOptions,
  variable: string,
): Promise<string | undefined> {
  if (password !== undefined && passwordStdin === true) {
    throw new UsageError('give --password or --password-stdin, not both');
  }
  if (password !== undefined) return password;
  if (passwordStdin === true) return withoutNewline(await text(process.stdin));
  const { [variable]: value, [`${variable}_FILE`]: file } = readEnvironment();
  if (value) return value;
  return file ? withoutNewline(await readFile(file, 'utf8')) : undefined;
}

/** A file and `echo` end with a newline, which belongs to no password. */
function withoutNewline(line: string): string {
  return line.replace(/\r?\n$/, '');
}

async function askPassword(question: string, variable: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new UsageError(
      `no terminal to ask for the password: use --password-stdin, ${variable} or ${variable}_FILE`,
    );
  }
  const { default: password } = await import('@inquirer/password');
  // Results go to the standard output, so the question does not.
  return password({ message: question }, { output: process.stderr });
}
