import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import MarkdownIt from 'markdown-it';

/** A fenced block of code in a Markdown file. */
export interface CodeBlock {
  /** Where it begins, such as `docs/START.md:12`. */
  readonly place: string;
  readonly file: string;
  readonly language: string;
  readonly code: string;
  /** Why it is not run: from a comment in front of it. Undefined when it is run. */
  readonly notRun: string | undefined;
  /** What it prints, with other numbers: from a block of the language `text` behind it. */
  readonly prints: string | undefined;
}

const NOT_RUN = /^<!-- not run: (?<reason>.+) -->\s*$/;
const markdown = new MarkdownIt({ html: true });

/** Files that people write: the reference is generated, and the changelog tells of what was. */
export function writtenPages(root: string): string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !/^(reference|dist)\b|^CHANGELOG/.test(name))
    .map((name) => `docs/${name}`);
  const clients = readdirSync(join(root, 'clients'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /^[^/]+\/README\.md$/.test(name))
    .map((name) => `clients/${name}`);
  return ['README.md', ...docs.sort(), ...clients.sort()];
}

/** The blocks of a file, in order, without those that show what one of them prints. */
export function codeBlocks(root: string, file: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let comment = '';
  for (const { type, info, content, map } of markdown.parse(readFileSync(join(root, file), 'utf8'), {})) {
    if (type === 'html_block') comment = content;
    if (type === 'paragraph_open' || type === 'heading_open') comment = '';
    if (type !== 'fence') continue;
    const place = `${file}:${(map?.[0] ?? 0) + 1}`;
    const last = blocks.at(-1);
    if (info === 'text' && last !== undefined) blocks[blocks.length - 1] = { ...last, prints: content };
    else {
      const notRun = NOT_RUN.exec(comment.trim())?.groups?.['reason'];
      blocks.push({ place, file, language: info, code: content, notRun, prints: undefined });
    }
    comment = '';
  }
  return blocks;
}
