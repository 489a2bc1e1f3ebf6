import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../../..');
const NODES = join(ROOT, '.cache/nodes');
const FILES = join(import.meta.dirname, 'installed');
const QUIET = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];

const run = promisify(execFile);
const manifest = z.object({ dependencies: z.record(z.string(), z.string()).optional() });

/** Packs the SDK, installs the tarball in an empty project, and adds the programs of the tests. */
export async function installPackage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'redleaf-package-'));
  const project = join(folder, 'project');
  await run(process.execPath, [join(ROOT, 'clients/typescript/build/build.ts'), join(folder, 'built')]);
  await run('npm', ['pack', './built', '--loglevel=error'], { cwd: folder });
  cpSync(FILES, project, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  const tarball = join(folder, 'redleaf-client-0.1.0.tgz');
  copyLibraries(join(folder, 'built'), project);
  await run('npm', ['install', '--offline', ...QUIET, tarball], { cwd: project });
  return project;
}

/** Copies the package's dependencies in the versions of the lock file, so that npm can install offline. */
function copyLibraries(folder: string, project: string): void {
  const { dependencies = {} } = manifest.parse(
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  );
  for (const library of Object.keys(dependencies)) {
    const from = join(ROOT, 'node_modules', library);
    cpSync(from, join(project, 'node_modules', library), { recursive: true });
    copyLibraries(from, project);
  }
}

/** Path of another version of Node, which is installed from the registry if needed; undefined if that fails. */
export async function nodeOfVersion(major: number): Promise<string | undefined> {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const folder = join(NODES, String(major));
  const program = join(folder, 'node_modules/node/bin/node');
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{}');
  const version = `node@npm:node-${process.platform}-${process.arch}@${major}`;
  const installed = run('npm', ['install', ...QUIET, version], { cwd: folder });
  return installed.then(
    () => program,
    () => undefined,
  );
}
