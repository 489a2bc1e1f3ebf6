import { readFile } from 'node:fs/promises';
import type { Redleaf } from '@redleaf/client';
import { Command } from 'commander';
import { countText } from '../format.ts';
import type { Output } from '../output.ts';
import type { ImportResult } from '../parties/import-parties.ts';
import type { PartyFile } from '../parties/party-file.ts';
import { showProgress } from '../show-progress.ts';
import { type AdminOptions, addAdminOptions, withAdmin } from '../with-admin.ts';

export function partiesImportCommand(): Command {
  const command = new Command('import')
    .description('create the parties of a CSV file; existing parties are skipped, so it is safe to repeat')
    .argument('<file>', 'CSV file with the columns party_id,party_name,password,is_admin');
  return addAdminOptions(command).action(importFile);
}

async function importFile(path: string, _options: AdminOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<AdminOptions>();
  // Loaded here: other commands read no such file.
  const { parsePartyFile } = await import('../parties/party-file.ts');
  const file = parsePartyFile(await readFile(path, 'utf8'));
  const { bad } = await withAdmin(options, async (redleaf, output) => {
    const result = await importWithProgress(redleaf, file);
    report(file, result, output);
    return result;
  });
  const { length } = bad;
  if (length > 0) {
    throw new Error(
      `${countText(length, 'row')} not imported; correct ${length === 1 ? 'it' : 'them'} and import the file again`,
    );
  }
}

async function importWithProgress(redleaf: Redleaf, file: PartyFile): Promise<ImportResult> {
  const { importParties } = await import('../parties/import-parties.ts');
  using progress = showProgress('{value} of {total} parties', file.rows.length);
  let done = 0;
  return await importParties(redleaf.admin, file, () => progress.update(++done));
}

function report(
  { ignoredColumns }: PartyFile,
  { imported, skipped, bad }: ImportResult,
  output: Output,
): void {
  for (const name of ignoredColumns) output.note(`column ${JSON.stringify(name)} is ignored`);
  for (const { line, partyId } of skipped)
    output.note(`line ${line}: skipped, party ${partyId} exists already`);
  for (const { line, reason } of bad) output.note(`line ${line}: not imported, ${reason}`);
  const summary = {
    imported,
    skipped: skipped.map(({ line, partyId }) => ({ line, party_id: partyId })),
    bad: bad.map(({ line, reason }) => ({ line, reason })),
  };
  output.line(
    summary,
    () => `${countText(imported, 'party', 'parties')} imported, ${skipped.length} skipped, ${bad.length} bad`,
  );
}
