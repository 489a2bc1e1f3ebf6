// Installs the packages of the lock file when they are missing or out of date, and builds the trading page when its
// sources have changed. This file is plain JavaScript without
// imports of packages: it runs before they are there, on the Node of the machine.
import { spawn } from 'node:child_process';
import { statSync, utimesSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LOCK = join(ROOT, 'package-lock.json');
const INSTALLED = join(ROOT, 'node_modules/.package-lock.json');
const PROGRESS_MS = 5_000;

if (modifiedMs(INSTALLED) <= modifiedMs(LOCK)) await install();
await import('../dashboard/build/build-if-changed.mjs');

async function install() {
  console.log('Installing packages. The first time takes about a minute.');
  const beganMs = performance.now();
  const progress = setInterval(() => {
    console.log(`still installing (${Math.round((performance.now() - beganMs) / 1_000)} s)`);
  }, PROGRESS_MS);
  const exitCode = await run('npm', ['ci', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error']);
  clearInterval(progress);
  if (exitCode !== 0) {
    console.error('The packages could not be installed: npm says why above. Then try again.');
    process.exit(exitCode);
  }
  utimesSync(INSTALLED, new Date(), new Date());
}

/** 0 when there is no such file. */
function modifiedMs(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** npm runs on the machine's Node, not on the packaged one: it replaces the folder that the packaged one is in. */
function run(command, args) {
  const PATH = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(ROOT))
    .join(delimiter);
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, PATH },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
