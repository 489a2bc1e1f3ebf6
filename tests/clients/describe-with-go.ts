import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe } from 'vitest';

export const GO_SDK = join(import.meta.dirname, '../../clients/go');

/** What a command prints in the folder of the Go SDK. It throws with all that was printed when the command fails. */
export async function runInGoSdk(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const options = { cwd: GO_SDK, env: { ...process.env, ...env }, maxBuffer: 2 ** 24 };
  try {
    const { stdout } = await promisify(execFile)(command, args, options);
    return stdout;
  } catch (thrown) {
    const { stdout = '', stderr = '' } = thrown as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr || thrown}`, { cause: thrown });
  }
}

/**
 * Tests that need Go and the modules of the Go SDK. Where they cannot be had, the tests are skipped, and say so; with
 * `REQUIRE_SDKS=1` that is a failure.
 */
export async function describeWithGo(name: string, tests: () => void): Promise<void> {
  try {
    await runInGoSdk('go', ['list', '-deps', '-test', './...', 'tool']);
  } catch (thrown) {
    if (process.env['REQUIRE_SDKS'] === '1') throw thrown;
    process.stderr.write(`\n*** SKIPPED, there is no Go or a module is missing: ${name}\n*** ${thrown}\n\n`);
    describe.skip(name, () => {});
    return;
  }
  describe(name, tests);
}
