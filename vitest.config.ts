import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.{unit,property,contract,interop,e2e}.ts'],
    setupFiles: ['tests/cheap-passwords.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // More than there are cores: most of a test's time is waiting for a process, a disk or a timer.
    maxWorkers: 4,
  },
});
