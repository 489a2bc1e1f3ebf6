import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { virtualEnv } from './virtual-env.ts';

const ROOT = join(import.meta.dirname, '../..');
const BUF = join(ROOT, 'node_modules/.bin/buf');
const REQUIREMENTS = 'requirements-generate.txt';
const CONTRACT = 'redleaf/v1';

/**
 * Writes the Python code of the contract to a folder, in which it is the package `redleaf.v1`. The rules of `buf.validate` are
 * left out of it: with them, everyone who imports it would need another package.
 */
export async function generatePython(folder: string): Promise<void> {
  const python = await virtualEnv(REQUIREMENTS);
  const out = join(folder, CONTRACT);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const protoc = { out: folder, protoc_path: [python, '-m', 'grpc_tools.protoc'] };
  const template = {
    version: 'v2',
    inputs: [{ directory: '.', paths: [`proto/${CONTRACT}`], exclude_types: ['buf.validate'] }],
    plugins: ['python', 'pyi'].map((language) => ({ protoc_builtin: language, ...protoc })),
  };
  await promisify(execFile)(BUF, ['generate', '--template', JSON.stringify(template)], { cwd: ROOT });
  await writeFile(join(out, '__init__.py'), '"""The contract, generated from proto/redleaf/v1."""\n');
}

if (import.meta.main) {
  try {
    await virtualEnv(REQUIREMENTS);
  } catch (thrown) {
    console.error(`There is no Python here: clients/python/src stays as it is (${thrown})`);
    process.exit();
  }
  await generatePython(join(import.meta.dirname, 'src'));
}
