import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listLogFiles } from '../../src/log/log-files.ts';
import { startExchange } from '../../src/main.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { openPrivateDatabase, restrictToOwner } from '../../src/storage/private-files.ts';

const SCRIPT = join(import.meta.dirname, 'processes/run-without-umask.ts');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-private-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('whatever the umask, only the owner can use the folders and files that an exchange makes', () => {
  const output = execFileSync(process.execPath, [SCRIPT, folder], { encoding: 'utf8' });
  const modes: Record<string, string> = JSON.parse(output.trim().split('\n').at(-1) ?? '');
  const open = Object.entries(modes).filter(([, mode]) => !['700', '600'].includes(mode));
  expect(open).toEqual([]);
  const made = Object.keys(modes);
  for (const file of [
    ...['journal.db', 'journal.db-wal', 'journal.db-shm', 'journal.tail', 'lock.db', 'lock.pid'],
    ...['credentials.db', 'credentials.db-wal', 'credentials.tail', 'history.db', 'multicast.db'],
    ...['snapshots', 'csv/orders_1.csv', 'csv/cursor.db'],
  ]) {
    expect(made).toContain(`above/data/${file}`);
  }
  expect(made).toEqual(expect.arrayContaining(['backup/backup.json', 'restored/credentials.tail']));
  expect(made.some((name) => /^logs\/exchange\..*log$/.test(name))).toBe(true);
});

test('a start restricts an older data folder to its owner, with a line in the log', async () => {
  const dataDir = join(folder, 'data');
  mkdirSync(join(dataDir, 'kept'), { recursive: true, mode: 0o755 });
  writeFileSync(join(dataDir, 'kept/file'), '', { mode: 0o644 });
  const logDir = join(folder, 'logs');
  const exchange = await startExchange(
    loadConfig({ PORT: '0', GATEWAYS: '0', DATA_DIR: dataDir, LOG_DIR: logDir }, {}),
  );
  await exchange.stop();
  expect(['', 'kept', 'kept/file'].map((name) => modeOf(join(dataDir, name)))).toEqual(['700', '700', '600']);
  const lines = listLogFiles(logDir).map((file) => readFileSync(file, 'utf8'));
  expect(lines.join('')).toContain('the data folder was readable by other users; this is corrected');
});

test('restricting returns the changed paths, and follows no links', () => {
  const outside = join(folder, 'outside');
  writeFileSync(outside, '', { mode: 0o644 });
  const inside = join(folder, 'inside');
  mkdirSync(inside, { mode: 0o700 });
  symlinkSync(outside, join(inside, 'link'));
  writeFileSync(join(inside, 'open'), '', { mode: 0o644 });
  expect(restrictToOwner(inside)).toEqual({ restricted: [join(inside, 'open')], open: [] });
  expect(restrictToOwner(inside)).toEqual({ restricted: [], open: [] });
  expect(modeOf(outside)).toBe('644');
});

test('a database that is opened again keeps the locks that this process has on it', () => {
  const file = join(folder, 'locked.db');
  const first = openPrivateDatabase(file);
  first.exec('BEGIN EXCLUSIVE');
  openPrivateDatabase(file).close();
  const other = `const { DatabaseSync } = require('node:sqlite');
    new DatabaseSync(process.argv[1], { timeout: 0 }).exec('BEGIN EXCLUSIVE')`;
  const options = { stdio: 'pipe' } as const;
  expect(() => execFileSync(process.execPath, ['-e', other, file], options)).toThrow(/database is locked/);
  first.close();
});
