import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// What one process has compiled is not compiled again by the hundreds of others that the tests start.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '.cache/compiled');

export default defineConfig({
  test: {
    setupFiles: ['tests/cheap-passwords.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for comes when the machine has time for it.
    expect: { poll: { timeout: 30_000 } },
    // More than there are cores: most of a test's time is waiting for a process, a disk or a timer.
    maxWorkers: 4,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['tests/**/*.{unit,property}.ts'],
          // They leave nothing behind and replace no module, so the modules that many of them need are loaded once for all.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['tests/**/*.{contract,interop,e2e}.ts'],
          globalSetup: ['tests/mongod/shared-mongod.ts'],
        },
      },
    ],
  },
});
