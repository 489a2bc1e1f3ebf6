// Builds the package that is published into FOLDER, or into `dist`: JavaScript and declarations, with the generated code inside.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { RULES, WITHOUT_RULES } from './without-rules.ts';

const SDK = join(import.meta.dirname, '..');
const ROOT = join(SDK, '../..');
const FOLDER = resolve(process.argv[2] ?? join(SDK, 'dist'));

const manifest = z.object({
  name: z.string(),
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});
const read = (folder: string) =>
  manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));

/** The libraries that it imports, in the versions that it is tested with. */
const LIBRARIES = [
  '@bufbuild/protobuf',
  '@connectrpc/connect',
  '@connectrpc/connect-node',
  '@connectrpc/connect-web',
  'p-retry',
  'zod',
];

rmSync(FOLDER, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [join(ROOT, 'node_modules/typescript/bin/tsc'), '--project', SDK, '--outDir', FOLDER],
  { stdio: 'inherit' },
);
writeFileSync(join(FOLDER, `${RULES}.js`), WITHOUT_RULES);
const { name, version } = read(SDK);
const root = read(ROOT);
const versions = { ...root.devDependencies, ...root.dependencies };
const entry = (file: string) => ({
  types: `./clients/typescript/${file}.d.ts`,
  default: `./clients/typescript/${file}.js`,
});
const published = {
  name,
  version,
  description:
    'Client of the Redleaf exchange for Node and browsers: orders, live books, trades and executions.',
  type: 'module',
  engines: { node: '>=20' },
  sideEffects: false,
  exports: { '.': entry('index'), './browser': entry('browser') },
  dependencies: Object.fromEntries(LIBRARIES.map((library) => [library, versions[library]])),
};
writeFileSync(join(FOLDER, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
cpSync(join(SDK, 'README.md'), join(FOLDER, 'README.md'));
