import { UsageError } from './usage-error.ts';

/**
 * Asks at the terminal, without an echo.
 *
 * @param elsewhere where it can be given instead.
 */
export async function askPassword(
  question: string,
  elsewhere = 'with --password or in PASSWORD',
): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError(`give the password ${elsewhere}`);
  const { default: password } = await import('@inquirer/password');
  // Results go to the standard output, so the question does not.
  return password({ message: question }, { output: process.stderr });
}
