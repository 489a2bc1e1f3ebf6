import { execFile } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { virtualEnv } from './virtual-env.ts';

const PROTO = join(import.meta.dirname, '../../proto');
const REQUIREMENTS = 'requirements-generate.txt';
const CONTRACT = 'redleaf/v1';

/** Writes the Python code of the contract to a folder, in which it is the package `redleaf.v1`. */
export async function generatePython(folder: string): Promise<void> {
  const python = await virtualEnv(REQUIREMENTS);
  const out = join(folder, CONTRACT);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const names = await readdir(join(PROTO, CONTRACT));
  const files = names.filter((name) => name.endsWith('.proto')).map((name) => `${CONTRACT}/${name}`);
  const protoc = ['-m', 'grpc_tools.protoc', `-I${PROTO}`, `--python_out=${folder}`, `--pyi_out=${folder}`];
  await promisify(execFile)(python, [...protoc, ...files.sort()]);
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
