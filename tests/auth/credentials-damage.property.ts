import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Credentials } from '../../src/auth/credentials.ts';
import { openSqliteCredentials } from '../../src/auth/sqlite-credentials.ts';
import { DamagedError } from '../../src/storage/damaged-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'redleaf-credentials-damage-'));
const closed = join(folder, 'closed');
const running = join(folder, 'running');
const copy = join(folder, 'copy');
afterAll(() => rmSync(folder, { recursive: true }));

function contents({ passwords, knownPasswords, sessions }: Credentials) {
  const ids = Array.from({ length: 25 }, (_, number) => `party-${number}`);
  return {
    passwords: ids.map((id) => passwords.get(id)),
    known: ids.map((id) => knownPasswords.get(id)),
    sessions: sessions.all().sort((a, b) => a.beginTimeMs - b.beginTimeMs),
  };
}

const credentials = openSqliteCredentials(closed);
const hash = (change: number) => `$2b$10$${String(change).padStart(53, '.')}`;
for (let change = 0; change < 60; change += 1) {
  const partyId = `party-${change % 25}`;
  credentials.passwords.set(partyId, hash(change));
  credentials.knownPasswords.set(partyId, hash(change));
  credentials.sessions.add({
    tokenHash: `token-${change}`,
    partyId,
    beginTimeMs: change,
    expireTimeMs: change + 1,
    address: '203.0.113.7',
  });
  if (change % 3 === 0) credentials.sessions.remove([`token-${change - 10}`]);
}
const latest = contents(credentials);
// Keeps the log, as a killed process does.
cpSync(closed, running, { recursive: true });
rmSync(join(running, 'credentials.db-shm'));
credentials.close();

/** Opens credentials after one file was changed. They must be the latest, or the damage must be reported. */
function checkDamaged(source: string, name: string, damage: (bytes: Buffer) => Uint8Array): void {
  rmSync(copy, { recursive: true, force: true });
  cpSync(source, copy, { recursive: true });
  writeFileSync(join(copy, name), damage(readFileSync(join(copy, name))));
  let opened: Credentials | undefined;
  try {
    opened = openSqliteCredentials(copy);
    expect(contents(opened)).toEqual(latest);
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    expect(error.place.file).toMatch(/credentials\.(db|tail)$/);
  } finally {
    opened?.close();
  }
}

test('what a killed process leaves is whole', () => {
  rmSync(copy, { recursive: true, force: true });
  cpSync(running, copy, { recursive: true });
  const opened = openSqliteCredentials(copy);
  expect(contents(opened)).toEqual(latest);
  opened.close();
});

test.each([
  ['closed', 'credentials.db'],
  ['closed', 'credentials.tail'],
  ['running', 'credentials.db'],
  ['running', 'credentials.db-wal'],
  ['running', 'credentials.tail'],
])('credentials of a %s exchange are the latest or are refused, after any change to %s', (state, name) => {
  const places = fc.oneof(fc.nat(5000), fc.nat());
  fc.assert(
    fc.property(places, fc.nat(7), fc.boolean(), (place, bit, cut) => {
      checkDamaged(join(folder, state), name, (bytes) => {
        const index = place % bytes.length;
        if (cut) return bytes.subarray(0, index);
        bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
        return bytes;
      });
    }),
    { numRuns: 100 },
  );
});
