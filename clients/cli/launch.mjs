#!/usr/bin/env node
// The command `redleaf`. This file is plain JavaScript that old versions of Node can read: on one that cannot run the
// program it hands over to the Node that comes with the packages.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;

if (Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR) await import('./redleaf.ts');
else handOver(packagedNode());

/** Runs the program on another Node, passes signals on to it, and ends as it ends. */
function handOver(node) {
  if (node === undefined) {
    console.error(
      `redleaf: needs Node ${NEEDED_MAJOR} or later, and this is ${process.version}; install the packages with 'npm ci', which bring it`,
    );
    process.exit(1);
  }
  const program = join(dirname(fileURLToPath(import.meta.url)), 'redleaf.ts');
  const child = spawn(node, [program, ...process.argv.slice(2)], {
    env: { ...process.env, REDLEAF_LAUNCHER: String(process.pid) },
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => {
    process.removeAllListeners();
    if (signal === null) process.exit(code ?? 1);
    process.kill(process.pid, signal);
  });
}

/** Undefined when the packages are not installed. */
function packagedNode() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const node = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(node) ? node : undefined;
  } catch {
    return undefined;
  }
}
