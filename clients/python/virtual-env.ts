import { type ExecFileOptions, execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const OLDEST = [3, 11] as const;
const LOOK_EVERY_MS = 200;
const run = promisify(execFile);

/**
 * Python with the packages of a requirements file of this folder, in a folder of its own that is made once.
 *
 * @returns the program.
 * @throws Error when there is no Python that is new enough, or its packages cannot be had.
 */
export async function virtualEnv(requirements: string): Promise<string> {
  const file = join(import.meta.dirname, requirements);
  const version = await pythonVersion();
  const key = createHash('sha256')
    .update(version)
    .update(await readFile(file))
    .digest('hex')
    .slice(0, 12);
  const folder = join(ROOT, '.cache/python', key);
  const python = join(folder, 'bin/python');
  const complete = join(folder, 'complete');
  await mkdir(join(ROOT, '.cache/python'), { recursive: true });
  while (!existsSync(complete)) {
    await alone(`${folder}.lock`, async () => {
      if (existsSync(complete)) return;
      await rm(folder, { recursive: true, force: true });
      await run('python3', ['-m', 'venv', folder]);
      // Python compiles what is imported, which is a small part of the packages.
      const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile'];
      await run(python, [...install, '-r', file]);
      await writeFile(complete, '');
    });
  }
  return python;
}

/** Does the work, or waits for the process that does it: tests ask for the same folder at the same time. */
async function alone(lock: string, work: () => Promise<void>): Promise<void> {
  const holder = await readFile(lock, 'utf8').catch(() => undefined);
  if (holder !== undefined) {
    if (!isRunning(Number(holder))) await rm(lock, { force: true });
    return sleep(LOOK_EVERY_MS);
  }
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
  } catch {
    // Another was first.
    return;
  }
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

function isRunning(pid: number): boolean {
  // The file of a process that has just made it is empty.
  if (pid === 0) return true;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Installs a wheel of the package as it is in this folder. */
export async function installPackage(python: string, folder: string): Promise<void> {
  const options: ExecFileOptions = { cwd: import.meta.dirname };
  await run(python, ['-m', 'hatchling', 'build', '-t', 'wheel', '-d', folder], options);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-index', '--no-deps'];
  await run(python, [...pip, '--force-reinstall', '--find-links', folder, 'redleaf'], options);
}

async function pythonVersion(): Promise<string> {
  const { stdout } = await run('python3', ['-c', 'import sys; print(*sys.version_info[:3])']);
  const [major = 0, minor = 0] = stdout.split(' ').map(Number);
  if (major !== OLDEST[0] || minor < OLDEST[1]) {
    throw new Error(`python3 is ${stdout.trim().replaceAll(' ', '.')}, and ${OLDEST.join('.')} is needed`);
  }
  return stdout;
}
