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
 * A password that is there: from an option, the standard input, PASSWORD or the file PASSWORD_FILE, or asked for.
 *
 * @param variable names the variables, such as PASSWORD.
 */
export async function currentPassword(
  question: string,
  options: PasswordOptions,
  variable = 'PASSWORD',
): Promise<string> {
  return (await givenPassword(options, variable)) ?? (await askPassword(question, variable));
}

/** A password to be: as one that is there, but typed twice, since it cannot be seen. */
export async function newPassword(question: string, options: PasswordOptions): Promise<string> {
  const given = await givenPassword(options, 'NEW_PASSWORD');
  if (given !== undefined) return given;
  const typed = await askPassword(question, 'NEW_PASSWORD');
  if ((await askPassword('Once more', 'NEW_PASSWORD')) === typed) return typed;
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
