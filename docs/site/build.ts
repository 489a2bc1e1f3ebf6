// Builds the documentation as a site of plain HTML pages into a folder, `docs/dist` unless another is named.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findPages, groupsOf, linkFrom, type Page } from './pages.ts';
import { filePath, type Rendered, render } from './render.ts';

const ROOT = join(import.meta.dirname, '../..');
const [target = join(ROOT, 'docs/dist')] = process.argv.slice(2);

rmSync(target, { recursive: true, force: true });
const pages = findPages(ROOT);
const rendered = new Map(
  pages.map((page) => [page, render(page, readFileSync(join(ROOT, page.file), 'utf8'), pages)]),
);
for (const [page, content] of rendered) write(page.path, htmlOf(page, content));
for (const image of new Set(
  [...rendered.values()].flatMap(({ files }) => files).filter((file) => /\.(png|svg)$/.test(file)),
)) {
  write(filePath(image), '');
  copyFileSync(join(ROOT, image), join(target, filePath(image)));
}
write('style.css', readFileSync(join(import.meta.dirname, 'style.css'), 'utf8'));
console.log(`${pages.length} pages in ${target}`);

function write(path: string, text: string): void {
  const file = join(target, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function htmlOf(page: Page, { title, html }: Rendered): string {
  const menu = groupsOf(pages).map(([group, some]) => {
    const items = some.map((one) => {
      const current = one === page ? ' aria-current="page"' : '';
      const name = escaped(rendered.get(one)?.title ?? one.file);
      return `<li><a href="${linkFrom(page, one.path)}"${current}>${name}</a></li>`;
    });
    return `<h2>${group}</h2><ul>${items.join('')}</ul>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)} · Redleaf Exchange</title>
<link rel="stylesheet" href="${linkFrom(page, 'style.css')}">
<body>
<nav aria-label="Documentation">${menu.join('\n')}</nav>
<main>
${html}</main>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('`', '');
}
