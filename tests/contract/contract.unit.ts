import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** How far back the contract is held against its own past: each of those states was held against the ones before it. */
const LANDED_STATES = 3;

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

it('nothing that was ever landed is broken', () => {
  // What a branch was on its way was never landed.
  const landed = run('git', 'log', '--first-parent', '--format=%H', `-${LANDED_STATES}`, '--', 'proto')
    .split('\n')
    .filter(Boolean);
  for (const commit of landed) {
    expect(
      () => run('node_modules/.bin/buf', 'breaking', '--against', `.git#ref=${commit}`),
      commit,
    ).not.toThrow();
  }
});
