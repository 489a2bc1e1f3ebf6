import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path/posix';

/** A page of the documentation: a Markdown file, and where it is on the site. Both paths are from their roots. */
export interface Page {
  readonly file: string;
  readonly path: string;
}

/** Groups of the menu, in order. A file belongs to the first group that it begins with. */
const GROUPS: readonly (readonly [title: string, beginning: string])[] = [
  ['Recipes', 'docs/recipes/'],
  ['How it works', 'docs/architecture/'],
  ['Reference', 'docs/reference/'],
  ['Clients', 'clients/'],
  ['Start here', ''],
];

/** All Markdown that people read, below the root of the project. */
export function findPages(root: string): Page[] {
  const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.md') && !name.startsWith('docs/dist/'));
  const clients = readdirSync(join(root, 'clients')).map((name) => `clients/${name}/README.md`);
  const readmes = ['README.md', 'proto/README.md', ...clients].filter((name) => hasFile(root, name));
  return [...readmes, ...inDocs].sort().map((file) => ({ file, path: pathOf(file) }));
}

function hasFile(root: string, file: string): boolean {
  return readdirSync(join(root, dirname(file))).includes('README.md');
}

/** `docs/x.md` is `x.html`, a README the page of its folder. */
function pathOf(file: string): string {
  if (file === 'README.md') return 'index.html';
  if (file === 'docs/README.md') return 'contents.html';
  return file
    .replace(/^docs\//, '')
    .replace(/\/README\.md$/, '.html')
    .replace(/\.md$/, '.html');
}

/** The menu: groups with their pages, those that stand apart first. */
export function groupsOf(pages: readonly Page[]): (readonly [title: string, pages: readonly Page[]])[] {
  const groupOf = ({ file }: Page) => GROUPS.find(([, beginning]) => file.startsWith(beginning))?.[0] ?? '';
  const titles = ['Start here', ...GROUPS.map(([title]) => title).filter((title) => title !== 'Start here')];
  return titles
    .map((title) => [title, pages.filter((page) => groupOf(page) === title)] as const)
    .filter(([, some]) => some.length > 0);
}

/** How one page refers to a path of the site. */
export function linkFrom(from: Page, path: string): string {
  return relative(dirname(from.path), path) || path;
}
