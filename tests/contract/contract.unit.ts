import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { anchor } from '../../docs/generate/links.ts';
import { generatedPages } from '../../docs/generate/pages.ts';

const ROOT = join(import.meta.dirname, '../..');
const pages = generatedPages();
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

it('the pages of docs that are generated are current', () => {
  const docs = join(ROOT, 'docs');
  const written = new Map(
    [...pages.keys()].map((path) => [path, readFileSync(join(docs, path), { encoding: 'utf8' })]),
  );
  expect(written).toEqual(pages);
  const reference = readdirSync(join(docs, 'reference')).map((name) => `reference/${name}`);
  expect([...pages.keys()]).toEqual(expect.arrayContaining(reference));
});

it('links of those pages lead to headings that there are', () => {
  const headings = new Set(
    Array.from(pages, ([path, text]) =>
      Array.from(text.matchAll(/^#+ (.*)$/gm), ([, heading = '']) => `${path}#${anchor(heading)}`),
    ).flat(),
  );
  for (const [path, text] of pages) {
    for (const [, target = ''] of text.matchAll(/\]\(([^)]+)\)/g)) {
      const [file = '', heading] = target.split('#');
      const full = file === '' ? path : join(dirname(path), file);
      if (heading === undefined)
        expect(existsSync(join(ROOT, 'docs', full)), `${path}: ${target}`).toBe(true);
      else expect(headings, path).toContain(`${full}#${heading}`);
    }
  }
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
