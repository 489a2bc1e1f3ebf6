import { readContract } from './contract.ts';
import { errorsPage } from './errors.ts';
import { fixPage } from './fix.ts';
import { openApiDocument } from './openapi/document.ts';
import { referencePages } from './reference.ts';

/** Everything in `docs` that is generated, by its path from there. */
export function generatedPages(): Map<string, string> {
  const contract = readContract();
  const pages = new Map([
    ['ERRORS.md', errorsPage(contract)],
    ['openapi.json', openApiDocument(contract)],
    ['reference/fix.md', fixPage(contract)],
  ]);
  for (const [name, text] of referencePages(contract)) pages.set(`reference/${name}`, text);
  return pages;
}
