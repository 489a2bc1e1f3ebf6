import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JournalVersionError } from '../../src/journal/journal-errors.ts';
import { openSqliteJournalReader } from '../../src/journal/sqlite/journal-reader.ts';
import { DamagedError } from '../../src/storage/damaged-error.ts';
import { appendEvents } from './append-events.ts';
import { SqliteStorage } from './sqlite-storage.ts';

const folder = mkdtempSync(join(tmpdir(), 'redleaf-damage-'));
const closed = new SqliteStorage();
const running = new SqliteStorage();
const copy = join(folder, 'copy');

beforeAll(async () => {
  const journal = await closed.open();
  for (let i = 0; i < 40; i++) await appendEvents(journal, i % 7 === 0 ? 60 : 3, 'abc'.repeat(i));
  await journal.close();
  const open = await running.open();
  for (let i = 0; i < 40; i++) await appendEvents(open, i % 7 === 0 ? 60 : 3, 'abc'.repeat(i));
  // As a killed process would leave it: copied while the log is not emptied.
  cpSync(running.directory, join(folder, 'running'), { recursive: true });
  await open.close();
});

afterAll(() => {
  closed.remove();
  running.remove();
  rmSync(folder, { recursive: true });
});

function contents(directory: string): string[] {
  const reader = openSqliteJournalReader(directory);
  try {
    return [...reader.read(0)].map(
      (batch) => `${batch.firstSequence} ${Buffer.from(batch.bytes).toString('hex')}`,
    );
  } finally {
    reader.close();
  }
}

/** Reads what is left after a file was changed: all of it, or an error that says so. */
function checkDamaged(source: string, name: string, damage: (bytes: Buffer) => Uint8Array): void {
  const whole = contents(closed.directory);
  rmSync(copy, { recursive: true, force: true });
  cpSync(source, copy, { recursive: true });
  writeFileSync(join(copy, name), damage(readFileSync(join(copy, name))));
  try {
    expect(contents(copy)).toEqual(whole);
  } catch (error) {
    if (!(error instanceof DamagedError) && !(error instanceof JournalVersionError)) throw error;
  }
}

test('what a killed process leaves is whole', () => {
  expect(contents(join(folder, 'running'))).toEqual(contents(closed.directory));
});

test.each(['journal.db', 'journal.db-wal', 'journal.tail'])(
  'whatever happens to %s, it is read as it was or not at all',
  (name) => {
    const source = name === 'journal.db' ? closed.directory : join(folder, 'running');
    rmSync(join(source, 'journal.db-shm'), { force: true });
    const places = fc.oneof(fc.nat(5000), fc.nat());
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 255 }), fc.boolean(), (place, change, cut) => {
        checkDamaged(source, name, (bytes) => {
          const index = place % bytes.length;
          if (cut) return bytes.subarray(0, index);
          bytes[index] = (bytes[index] ?? 0) ^ change;
          return bytes;
        });
      }),
      { numRuns: 200 },
    );
  },
);
