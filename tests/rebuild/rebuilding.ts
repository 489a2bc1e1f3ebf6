import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ImportedPosition } from '../../src/domain/imported-position.ts';
import { decodeBatch } from '../../src/journal/batch-decoder.ts';
import { openSqliteJournalReader } from '../../src/journal/sqlite/journal-reader.ts';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { rebuildFromMongo } from '../../src/rebuild/rebuild-from-mongo.ts';
import { RecordingSink } from '../journal/events.ts';

/** Of one test, which it ends with. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'redleaf-rebuild-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Rebuilds an exchange into a folder, and tells the passwords that were found. */
export async function rebuild(settings: MongoSettings, directory: string, goesOnThere = true) {
  const passwords = new Map<string, string>();
  const rebuilt = await rebuildFromMongo({
    settings,
    directory,
    goesOnThere,
    keepPasswords: (hashes) => {
      for (const [id, hash] of hashes) passwords.set(id, hash);
    },
    logger: { info() {}, warn() {}, error() {} },
  });
  return { ...rebuilt, passwords };
}

/** Everything that a journal tells. */
export function eventsOf(directory: string): RecordingSink['calls'] {
  const sink = new RecordingSink();
  const journal = openSqliteJournalReader(directory);
  for (const { bytes } of journal.read(0)) decodeBatch(bytes, sink);
  journal.close();
  return sink.calls;
}

export function importedPositions(directory: string): ImportedPosition[] {
  return eventsOf(directory).flatMap(({ call }) => (call.name === 'positionImported' ? call.values : []));
}
