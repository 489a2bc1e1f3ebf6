import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import MarkdownIt from 'markdown-it';

/** A fenced block of code in a Markdown file. */
export interface CodeBlock {
  /** File and line of its begin, such as `docs/START.md:12`. */
  readonly place: string;
  readonly file: string;
  readonly language: string;
  /** The file in which a reader saves it, from the paragraph before it or from its first line. */
  readonly name: string | undefined;
  readonly code: string;
  /** Instructions for the test, from the comments before it. */
  readonly notes: Notes;
  /** Its output, whose numbers may differ, from a following block of the language `text`. */
  readonly prints: string | undefined;
}

/**
 * - `<!-- first: COMMANDS -->` runs commands that prepare the state that the page assumes.
 * - `<!-- run with CAMPAIGN, mvn: REASON -->` runs the block only where all of these can be had.
 * - `<!-- run by FILE -->`: this test runs each line of the block, word for word.
 * - `<!-- not run (COMMAND; COMMAND): REASON -->` leaves out the lines of these commands.
 * - `<!-- not run: REASON -->` leaves out the block.
 */
export interface Notes {
  readonly first?: string;
  readonly needs?: readonly string[];
  readonly runBy?: string;
  readonly withoutLines?: readonly string[];
  /** Why the block, or some of its lines, is not run. */
  readonly notRun?: string;
}

const COMMENT = /<!-- (?<text>[\s\S]*?) -->/g;
const FIRST = /^first: (?<first>[\s\S]+)$/;
const RUN_WITH = /^run with (?<needs>[\w, ]+): .+$/;
const RUN_BY = /^run by (?<runBy>\S+)$/;
const NOT_RUN = /^not run(?: \((?<lines>.+?)\))?: (?<notRun>.+)$/;
const ABOUT_TESTS = /^(?:first|run|not run)\b/;
const NAME_IN_PARAGRAPH = /^`(?<name>[\w./-]+)`:$/;
const NAME_IN_CODE = /^(?:\/\/|#) (?<name>[\w-]+\.(?:mjs|ts|py|go))\n/;
const markdown = new MarkdownIt({ html: true });

/** All pages except the generated reference and the changelog, which describes older versions. */
export function writtenPages(root: string): string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !/^(reference|dist)\b|^CHANGELOG/.test(name))
    .map((name) => `docs/${name}`);
  const clients = readdirSync(join(root, 'clients'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /^[^/]+\/README\.md$/.test(name))
    .map((name) => `clients/${name}`);
  return ['README.md', ...docs.sort(), ...clients.sort()];
}

/** The blocks of a file in order, without those that show output. */
export function codeBlocks(root: string, file: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let comments = '';
  let paragraph = '';
  for (const { type, info, content, map } of markdown.parse(readFileSync(join(root, file), 'utf8'), {})) {
    if (type === 'html_block') comments += content;
    if (type === 'inline') paragraph = content;
    if (type === 'paragraph_open' || type === 'heading_open') comments = '';
    if (type !== 'fence') continue;
    const place = `${file}:${(map?.[0] ?? 0) + 1}`;
    const last = blocks.at(-1);
    if (info === 'text' && last !== undefined) blocks[blocks.length - 1] = { ...last, prints: content };
    else {
      const { groups } = NAME_IN_PARAGRAPH.exec(paragraph) ?? NAME_IN_CODE.exec(content) ?? {};
      const notes = readNotes(comments, place);
      blocks.push({
        place,
        file,
        language: info,
        name: groups?.['name'],
        code: content,
        notes,
        prints: undefined,
      });
    }
    comments = '';
    paragraph = '';
  }
  return blocks;
}

function readNotes(comments: string, place: string): Notes {
  const notes: { -readonly [Name in keyof Notes]: Notes[Name] } = {};
  for (const { groups } of comments.matchAll(COMMENT)) {
    const text = groups?.['text'] ?? '';
    if (!ABOUT_TESTS.test(text)) continue;
    const matched = [FIRST, RUN_WITH, RUN_BY, NOT_RUN].map((form) => form.exec(text)?.groups).find(Boolean);
    if (matched === undefined) throw new Error(`${place}: unknown note: ${text}`);
    const { first, needs, runBy, lines, notRun } = matched;
    if (first !== undefined) notes.first = first;
    if (needs !== undefined) notes.needs = needs.split(', ');
    if (runBy !== undefined) notes.runBy = runBy;
    if (lines !== undefined) notes.withoutLines = lines.split('; ');
    if (notRun !== undefined) notes.notRun = notRun;
  }
  return notes;
}
