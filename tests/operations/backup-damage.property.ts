import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JournalVersionError } from '../../src/journal/journal-errors.ts';
import type { Manifest } from '../../src/operations/manifest.ts';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { DamagedError } from '../../src/storage/damaged-error.ts';
import { TradedFolder } from './traded-folder.ts';

let folder: TradedFolder;
let manifest: Manifest;

beforeAll(async () => {
  folder = new TradedFolder();
  await folder.trade(100);
  manifest = folder.backup('backup');
});
afterAll(() => folder.remove());

/** @returns whether the backup was restored. A restored one must equal the original. */
function restores(name: string, damage: (bytes: Buffer) => Uint8Array): boolean {
  for (const made of ['damaged', 'restored']) rmSync(folder.at(made), { recursive: true, force: true });
  cpSync(folder.at('backup'), folder.at('damaged'), { recursive: true });
  const file = join(folder.at('damaged'), name);
  writeFileSync(file, damage(readFileSync(file)));
  try {
    folder.restore('damaged', 'restored');
  } catch (error) {
    if (!(error instanceof DamagedError) && !(error instanceof JournalVersionError)) throw error;
    expect(error.message).toContain(folder.at('damaged'));
    expect(existsSync(folder.at('restored'))).toBe(false);
    return false;
  }
  expect(verifyDataFolder(folder.at('restored'), () => {}).stateHash).toBe(manifest.state_hash);
  return true;
}

test.each(['journal.db', 'journal.tail', 'credentials.db', 'credentials.tail', 'backup.json'])(
  'whatever happens to %s, a backup is restored as it was or not at all',
  (name) => {
    let refused = 0;
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean(), (place, change, cut) => {
        const isRestored = restores(name, (bytes) => {
          const index = place % bytes.length;
          if (cut) return bytes.subarray(0, index);
          bytes[index] = (bytes[index] ?? 0) ^ change;
          return bytes;
        });
        if (!isRestored) refused += 1;
      }),
      { numRuns: 40 },
    );
    expect(refused).toBeGreaterThan(10);
  },
);
