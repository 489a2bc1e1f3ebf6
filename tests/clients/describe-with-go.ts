import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe } from 'vitest';
import { GO_FLAGS } from './go-flags.ts';

export const GO_SDK = join(import.meta.dirname, '../../clients/go');

/** Runs a command in the folder of the Go SDK, and returns its output. The error of a failed command contains all output. */
export async function runInGoSdk(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const options = { cwd: GO_SDK, env: { ...process.env, GOFLAGS: GO_FLAGS, ...env }, maxBuffer: 2 ** 24 };
  try {
    const { stdout } = await promisify(execFile)(command, args, options);
    return stdout;
  } catch (thrown) {
    const { stdout = '', stderr = '' } = thrown as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr || thrown}`, { cause: thrown });
  }
}

/**
 * Describes tests that need Go and the modules of the Go SDK. Without them the tests are skipped with a message, or fail with
 * `REQUIRE_SDKS=1`.
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
