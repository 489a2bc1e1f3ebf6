import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const BUF = join(ROOT, 'node_modules/.bin/buf');

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function filesIn(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

it('the generated code is what the contract generates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'redleaf-gen-'));
  run('node_modules/.bin/buf', 'generate', '--output', folder);
  expect(filesIn(join(ROOT, 'gen'))).toEqual(filesIn(join(folder, 'gen')));
  rmSync(folder, { recursive: true });
});

it('nothing that was accepted into the contract is broken', () => {
  const { stdout, stderr } = spawnSync(BUF, ['breaking', '--against', 'proto/contract.binpb'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(stdout + stderr, 'a break on purpose: see proto/README.md').toBe('');
});

it('what was added to the contract is accepted', () => {
  const built = execFileSync(BUF, ['build', '--exclude-source-info', '-o', '-'], { cwd: ROOT });
  expect(built.equals(readFileSync(join(ROOT, 'proto/contract.binpb'))), 'npm run generate').toBe(true);
});
