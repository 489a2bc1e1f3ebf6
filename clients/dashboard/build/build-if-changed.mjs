// Builds the trading page when a source of it is newer than what was built. Plain JavaScript without packages: the bootstrap
// runs it on the Node of the machine.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const DASHBOARD = join(ROOT, 'clients/dashboard');
const SOURCES = [
  DASHBOARD,
  join(ROOT, 'clients/typescript'),
  join(ROOT, 'gen'),
  join(ROOT, 'package-lock.json'),
];

const builtMs = statSync(join(DASHBOARD, 'dist/index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (SOURCES.some(isNewer)) {
  console.log('Building the trading page. This takes about ten seconds.');
  // npm puts the packaged Node first in the path.
  const options = { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' };
  const { status } = spawnSync('npm', ['run', '--silent', 'build:dashboard'], options);
  if (status !== 0) process.exit(status ?? 1);
}

/** Whether a file, or one in a folder, was written, added or removed since the page was built. */
function isNewer(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs > builtMs;
  // The folder of the page changes when it is built.
  if (path !== DASHBOARD && stats.mtimeMs > builtMs) return true;
  return readdirSync(path).some((name) => !name.startsWith('dist') && isNewer(join(path, name)));
}
