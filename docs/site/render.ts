import { dirname, join } from 'node:path/posix';
import MarkdownIt from 'markdown-it';
import anchor from 'markdown-it-anchor';
import { linkFrom, type Page } from './pages.ts';

export interface Rendered {
  readonly title: string;
  readonly html: string;
  /** What can be linked to within the page. */
  readonly anchors: ReadonlySet<string>;
  /** Links to other pages and within this one: path on the site and anchor. */
  readonly links: readonly { readonly path: string; readonly anchor: string; readonly written: string }[];
  /** Files of the project that it shows, such as images. */
  readonly files: readonly string[];
}

/** As forges make them of headings, so that a link works there and here. */
function slugOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-');
}

/** Makes HTML of a page. A link to a file that is no page becomes its name alone: the site has no sources. */
export function render(page: Page, text: string, pages: readonly Page[]): Rendered {
  const anchors = new Set<string>();
  const links: Rendered['links'][number][] = [];
  const files: string[] = [];
  let title = page.file;
  const markdown = new MarkdownIt({ html: true, linkify: true });
  markdown.use(anchor, {
    slugify: slugOf,
    callback: (token, { slug, title: heading }) => {
      anchors.add(slug);
      if (token.tag === 'h1') title = heading;
    },
  });
  const pageOf = new Map(pages.map((one) => [one.file, one]));
  const tokens = markdown.parse(text, {});
  for (const token of tokens.flatMap((one) => [one, ...(one.children ?? [])])) {
    const source = token.type === 'image' ? token.attrGet('src') : undefined;
    if (typeof source === 'string' && !isElsewhere(source)) {
      const file = join(dirname(page.file), source);
      files.push(file);
      token.attrSet('src', linkFrom(page, filePath(file)));
    }
    const href = token.type === 'link_open' ? token.attrGet('href') : undefined;
    if (typeof href !== 'string' || isElsewhere(href)) continue;
    const [path = '', hash = ''] = href.split('#', 2);
    const target = path === '' ? page : pageOf.get(join(dirname(page.file), decodeURI(path)));
    if (target === undefined) {
      files.push(join(dirname(page.file), decodeURI(path)));
      token.attrs = [['class', 'file']];
      continue;
    }
    links.push({ path: target.path, anchor: decodeURIComponent(hash), written: href });
    const to = target === page && hash !== '' ? '' : linkFrom(page, target.path);
    token.attrSet('href', hash === '' ? to : `${to}#${hash}`);
  }
  const html = markdown.renderer.render(tokens, markdown.options, {});
  return { title, html, anchors, links, files };
}

function isElsewhere(link: string): boolean {
  return /^[a-z]+:/i.test(link);
}

/** Where the site has a file of the project. */
export function filePath(file: string): string {
  return `files/${file.replaceAll('/', '-')}`;
}
