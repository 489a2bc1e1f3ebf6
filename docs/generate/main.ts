import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedPages } from './pages.ts';

/* Writes all pages that are generated. Run by `npm run generate`; a test checks that they are current. */

const DOCS = join(import.meta.dirname, '..');

rmSync(join(DOCS, 'reference'), { recursive: true, force: true });
for (const [path, text] of generatedPages()) {
  mkdirSync(dirname(join(DOCS, path)), { recursive: true });
  writeFileSync(join(DOCS, path), text);
}
