import { describe } from 'vitest';
import { virtualEnv } from '../../clients/python/virtual-env.ts';

/**
 * Describes tests that need Python and its packages. Without them the tests are skipped with a message, or fail with
 * `REQUIRE_SDKS=1`.
 */
export async function describeWithPython(name: string, tests: (python: string) => void): Promise<void> {
  let python: string;
  try {
    python = await virtualEnv('requirements-test.txt');
  } catch (thrown) {
    if (process.env['REQUIRE_SDKS'] === '1') throw thrown;
    process.stderr.write(`\n*** SKIPPED, there is no Python: ${name}\n*** ${thrown}\n\n`);
    describe.skip(name, () => {});
    return;
  }
  describe(name, () => tests(python));
}
