import { type ExecFileOptions, execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const OLDEST = [3, 11] as const;
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
  if (existsSync(complete)) return python;
  await rm(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', file]);
  await writeFile(complete, '');
  return python;
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
