import { readFile } from 'node:fs/promises';
import { connectRedleaf, type Redleaf } from '@redleaf/client';
import { Presets, SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { readEnvironment } from '../../../src/environment.ts';
import type { GlobalOptions } from '../global-options.ts';
import { Output } from '../output.ts';
import type { ImportResult } from '../parties/import-parties.ts';
import type { PartyFile } from '../parties/party-file.ts';
import { askPassword } from '../password.ts';
import { UsageError } from '../usage-error.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface ImportOptions extends GlobalOptions {
  readonly adminId?: string;
  readonly adminPassword?: string;
}

export function partiesImportCommand(): Command {
  return new Command('import')
    .description(
      'create the parties of a CSV file; those that are there stay as they are, so it is safe to repeat',
    )
    .argument('<file>', 'with the columns party_id,party_name,password,is_admin')
    .option('--admin-id <party>', "log in as this administrator; without it, the stored session's")
    .option('--admin-password <password>', 'its password, asked for if not given (or ADMIN_PASSWORD)')
    .action(importFile);
}

async function importFile(path: string, _options: ImportOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ImportOptions>();
  // Loaded here: other commands read no such file.
  const { parsePartyFile } = await import('../parties/party-file.ts');
  const file = parsePartyFile(await readFile(path, 'utf8'));
  const result = await withAdmin(options, (redleaf) => importWithProgress(redleaf, file));
  report(result, new Output(options.json));
  const { length } = result.bad;
  if (length > 0) {
    throw new Error(
      `${count(length, 'row')} not imported; correct ${length === 1 ? 'it' : 'them'} and import the file again`,
    );
  }
}

/** As the administrator who was named, who is logged out afterwards, or as whoever is logged in. */
async function withAdmin(
  options: ImportOptions,
  work: (redleaf: Redleaf) => Promise<ImportResult>,
): Promise<ImportResult> {
  const { adminId: partyId } = options;
  if (partyId === undefined) {
    if (options.adminPassword !== undefined)
      throw new UsageError('whose is --admin-password? give --admin-id too');
    return withRedleaf(options, work);
  }
  const password =
    options.adminPassword ??
    (readEnvironment()['ADMIN_PASSWORD'] || (await askPassword(`Password of ${partyId}`)));
  const redleaf = connectRedleaf({ url: options.url, partyId, password });
  try {
    await redleaf.sessions.login({ partyId, password });
    const result = await work(redleaf);
    await redleaf.sessions.logout({});
    return result;
  } finally {
    redleaf.close();
  }
}

async function importWithProgress(redleaf: Redleaf, file: PartyFile): Promise<ImportResult> {
  const { importParties } = await import('../parties/import-parties.ts');
  if (!process.stderr.isTTY) return importParties(redleaf.admin, file, () => {});
  const format = '{bar} {value} of {total} parties, {duration_formatted}';
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
  bar.start(file.rows.length, 0);
  try {
    return await importParties(redleaf.admin, file, () => bar.increment());
  } finally {
    bar.stop();
  }
}

function report({ imported, skipped, bad }: ImportResult, output: Output): void {
  for (const { line, partyId } of skipped)
    output.note(`line ${line}: skipped, party ${partyId} is there already`);
  for (const { line, reason } of bad) output.note(`line ${line}: not imported, ${reason}`);
  const summary = {
    imported,
    skipped: skipped.map(({ line, partyId }) => ({ line, party_id: partyId })),
    bad: bad.map(({ line, reason }) => ({ line, reason })),
  };
  output.line(
    summary,
    () => `${count(imported, 'party', 'parties')} imported, ${skipped.length} skipped, ${bad.length} bad`,
  );
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
