import { UsageError } from './usage-error.ts';

/**
 * Asks at the terminal, without an echo.
 *
 * @param otherwise how else it can be given.
 */
export async function askPassword(
  question: string,
  otherwise = '--password or in PASSWORD',
): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError(`give the password with ${otherwise}`);
  const { default: password } = await import('@inquirer/password');
  // Results go to the standard output, so the question does not.
  return password({ message: question }, { output: process.stderr });
}

/**
 * A password to be: from an option, in NEW_PASSWORD, or asked for twice, since nobody sees what they type. What is in PASSWORD
 * is another.
 */
export async function newPassword(
  question: string,
  option: string,
  given: string | undefined,
): Promise<string> {
  const known = given ?? (process.env['NEW_PASSWORD'] || undefined);
  if (known !== undefined) return known;
  const typed = await askPassword(question, `${option} or in NEW_PASSWORD`);
  if ((await askPassword('Once more')) === typed) return typed;
  throw new UsageError('these were two different passwords; nothing was changed');
}
