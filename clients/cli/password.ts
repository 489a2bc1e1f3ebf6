import { UsageError } from './usage-error.ts';

/** Asks at the terminal, without an echo. */
export async function askPassword(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError('give the password with --password or in PASSWORD');
  const { default: password } = await import('@inquirer/password');
  // Results go to the standard output, so the question does not.
  return password({ message: question }, { output: process.stderr });
}
