import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findPages, groupsOf } from '../../docs/site/pages.ts';
import { render } from '../../docs/site/render.ts';

const ROOT = join(import.meta.dirname, '../..');
const pages = findPages(ROOT);
const rendered = new Map(
  pages.map((page) => [page.path, render(page, readFileSync(join(ROOT, page.file), 'utf8'), pages)]),
);

it('every page is in the menu once', () => {
  const inMenu = groupsOf(pages).flatMap(([, some]) => some);
  expect(inMenu.map(({ path }) => path).sort()).toEqual(pages.map(({ path }) => path).sort());
  expect(new Set(pages.map(({ path }) => path)).size).toBe(pages.length);
  expect(pages.length).toBeGreaterThan(20);
});

it.each(pages.map(({ file, path }) => [file, path]))('every link of %s leads somewhere', (_file, path) => {
  const { links, files } = rendered.get(path) ?? { links: [], files: [] };
  const dead = links.filter(
    ({ path: to, anchor }) => anchor !== '' && !rendered.get(to)?.anchors.has(anchor),
  );
  expect(dead.map(({ written }) => written)).toEqual([]);
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

it.each(pages.map(({ file }) => file))('every test that %s names is there', (file) => {
  const named = readFileSync(join(ROOT, file), 'utf8').match(/\btests\/[\w/-]+(?:\.\w+)+/g) ?? [];
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

it('a link to another page, to a part of it, and to a source are told apart', () => {
  const page = { file: 'docs/a.md', path: 'a.html' };
  const other = { file: 'docs/sub/b.md', path: 'sub/b.html' };
  const text =
    '# A `code`\n\n[b](sub/b.md) [part](sub/b.md#some-part) [own](#own) [source](../src/main.ts)\n';
  const { html, title, links, files } = render(page, text, [page, other]);
  expect(title).toBe('A code');
  expect(html).toContain(
    '<a href="sub/b.html">b</a> <a href="sub/b.html#some-part">part</a> <a href="#own">own</a>',
  );
  expect(html).toContain('<a class="file">source</a>');
  expect(links.map(({ path, anchor }) => [path, anchor])).toEqual([
    ['sub/b.html', ''],
    ['sub/b.html', 'some-part'],
    ['a.html', 'own'],
  ]);
  expect(files).toEqual(['src/main.ts']);
});
