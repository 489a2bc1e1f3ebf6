#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Compiled once and kept by Node: later commands start in half the time.
enableCompileCache();
const { run } = await import('./run.ts');

// `redleaf watch trades | head` closes our output while we write: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const exitCode = await run(process.argv.slice(2));
// An exchange that could not start may have left threads behind, which would keep the process alive.
if (exitCode !== 0) process.exit(exitCode);
