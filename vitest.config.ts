import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/longest-first.ts';

// What one process has compiled is not compiled again by the hundreds of others that the tests start.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '.cache/compiled');

// They replace modules of the sources, so each loads its own.
const REPLACING_MODULES = [
  'tests/auth/passwords.interop.ts',
  'tests/gateway/gateways.e2e.ts',
  'tests/gateway/rpc/reasons.interop.ts',
  'tests/log/journal-warnings.e2e.ts',
  'tests/threads/exchange-threads.e2e.ts',
];

export default defineConfig({
  test: {
    setupFiles: ['tests/cheap-passwords.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What is waited for comes when the machine has time for it.
    expect: { poll: { timeout: 30_000 } },
    // More than there are cores: most of a test's time is waiting for a process, a disk or a timer.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // The modules that many files need are loaded once for all: files leave nothing behind.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['tests/**/*.{unit,property}.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['tests/**/*.{contract,interop,e2e}.ts'],
          exclude: REPLACING_MODULES,
          globalSetup: ['tests/mongod/shared-mongod.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'replacing modules', include: REPLACING_MODULES, isolate: true },
      },
    ],
  },
});
