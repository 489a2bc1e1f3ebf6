import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openSqliteCredentials } from '../../src/auth/sqlite-credentials.ts';
import { JournalVersionError } from '../../src/journal/journal-errors.ts';
import { backupDataFolder } from '../../src/operations/backup.ts';
import { totalsAsJson } from '../../src/operations/description.ts';
import { FolderNotOursError } from '../../src/operations/incomplete-folder.ts';
import { NoBackupError } from '../../src/operations/manifest.ts';
import { CannotRestoreError } from '../../src/operations/restore.ts';
import { TargetExistsError } from '../../src/operations/target-folder.ts';
import { takeSnapshot } from '../../src/recovery/take-snapshot.ts';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { DamagedError } from '../../src/storage/damaged-error.ts';
import { DataFolderInUseError, lockDataFolder } from '../../src/storage/data-folder-lock.ts';
import { TestMarket } from '../writers/test-market.ts';
import { PASSWORD_HASH, TradedFolder } from './traded-folder.ts';

let folder: TradedFolder;

beforeEach(async () => {
  folder = new TradedFolder();
  await folder.trade(300);
});
afterEach(() => folder.remove());

function totalsOf(directory: string) {
  return totalsAsJson(verifyDataFolder(directory, () => {}));
}

/** Leaves out the epoch, because a restored folder has a new one. */
function totalsWithoutEpoch(directory: string) {
  const { epoch: _epoch, ...totals } = totalsOf(directory);
  return totals;
}

function spoil(file: string, change: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(file);
  change(database);
  database.close();
}

describe('a backup', () => {
  test('is a data folder that comes to the same, with a description of it', () => {
    const before = Date.now();
    const manifest = folder.backup('backup');
    const expected = totalsOf(folder.dataDir);
    expect(totalsOf(folder.at('backup'))).toEqual(expected);
    expect(manifest).toMatchObject({ format_version: 1, version: '1.2.3', ...expected });
    expect(Date.parse(manifest.made_at)).toBeGreaterThanOrEqual(before);
    expect(JSON.parse(readFileSync(join(folder.at('backup'), 'backup.json'), 'utf8'))).toEqual(manifest);
  });

  test('leaves out what can be made again, and sessions', () => {
    takeSnapshot(folder.dataDir);
    mkdirSync(join(folder.dataDir, 'csv'));
    folder.backup('backup');
    expect(readdirSync(folder.at('backup')).sort()).toEqual([
      ...['backup.json', 'credentials.db', 'credentials.tail', 'journal.db', 'journal.tail', 'lock.db'],
    ]);
    const credentials = openSqliteCredentials(folder.at('backup'));
    expect(credentials.passwords.get('alice')).toBe(PASSWORD_HASH);
    expect(credentials.sessions.all()).toEqual([]);
    credentials.close();
  });

  test('can be read by its owner alone, and so what is restored from it', () => {
    folder.backup('backup');
    folder.restore('backup', 'restored');
    for (const name of ['backup', 'restored']) {
      expect(statSync(folder.at(name)).mode & 0o777).toBe(0o700);
      for (const file of readdirSync(folder.at(name))) {
        expect(statSync(join(folder.at(name), file)).mode & 0o777, file).toBe(0o600);
      }
    }
  });

  test('can be made of a folder without passwords', () => {
    for (const name of ['credentials.db', 'credentials.tail']) rmSync(join(folder.dataDir, name));
    expect(folder.backup('backup').credentials_sha256).toBeNull();
    folder.restore('backup', 'restored');
    expect(totalsWithoutEpoch(folder.at('restored'))).toEqual(totalsWithoutEpoch(folder.dataDir));
  });

  test('reports its progress: every event is copied and read back', () => {
    const seen: (readonly [number, number])[] = [];
    const { last_sequence: last } = backupDataFolder({
      dataDir: folder.dataDir,
      target: folder.at('backup'),
      version: '1',
      onProgress: (done, total) => seen.push([done, total]),
    });
    expect(seen.at(-1)).toEqual([2 * last, 2 * last]);
    expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).sort((a, b) => a - b));
    expect(new Set(seen.map(([, total]) => total))).toEqual(new Set([2 * last]));
  });

  test('does not go into the data folder, by a link either', () => {
    const { dataDir } = folder;
    symlinkSync(dataDir, folder.at('link'));
    for (const inside of [join(dataDir, 'backup'), join(dataDir, 'more/backup'), folder.at('link/backup')]) {
      const backup = () => backupDataFolder({ dataDir, target: inside, version: '1', onProgress() {} });
      expect(backup).toThrow(/is inside the data folder/);
    }
    expect(existsSync(join(dataDir, 'more'))).toBe(false);
  });

  test('does not go where something is', () => {
    mkdirSync(folder.at('there'));
    expect(() => folder.backup('there')).toThrow(TargetExistsError);
  });

  test('of no exchange, or of a damaged one, leaves nothing behind', () => {
    const dataDir = folder.at('nothing');
    const options = { dataDir, target: folder.at('backup'), version: '1', onProgress() {} };
    expect(() => backupDataFolder(options)).toThrow(JournalVersionError);
    spoil(join(folder.dataDir, 'journal.db'), (database) => {
      database.exec(
        'UPDATE batches SET bytes = zeroblob(9) WHERE first_sequence = (SELECT max(first_sequence) FROM batches)',
      );
    });
    expect(() => folder.backup('backup')).toThrow(DamagedError);
    expect(readdirSync(folder.root)).toEqual(['data']);
  });

  test('starts again after an interrupted one, and does not touch foreign or locked folders', () => {
    const incomplete = folder.at('backup.incomplete');
    mkdirSync(incomplete);
    writeFileSync(join(incomplete, 'journal.db'), 'half of a journal');
    const lock = lockDataFolder(incomplete);
    expect(() => folder.backup('backup')).toThrow(DataFolderInUseError);
    lock.release();
    writeFileSync(join(incomplete, 'thesis.txt'), 'mine');
    expect(() => folder.backup('backup')).toThrow(FolderNotOursError);
    rmSync(join(incomplete, 'thesis.txt'));
    folder.backup('backup');
    expect(readdirSync(folder.root).sort()).toEqual(['backup', 'data']);
    expect(totalsOf(folder.at('backup'))).toEqual(totalsOf(folder.dataDir));
  });
});

describe('a restored folder', () => {
  test('continues like the exchange after the backup', async () => {
    folder.backup('backup');
    mkdirSync(folder.at('empty'));
    symlinkSync(folder.at('empty'), folder.at('link'));
    folder.restore('backup', 'link');
    // The same seed and the same state lead to the same trades.
    for (const directory of [folder.dataDir, folder.at('link')]) {
      const market = await TestMarket.open(directory, 5);
      await market.trade(200);
      await market.close();
    }
    const { last_time_ns: _time, ...expected } = totalsWithoutEpoch(folder.dataDir);
    expect(totalsOf(folder.at('empty'))).toMatchObject(expected);
    expect(existsSync(join(folder.at('empty'), 'backup.json'))).toBe(false);
  });

  test('is of another epoch than the backup, and of a later one, also when the clock was set back', () => {
    folder.backup('backup');
    const { epoch } = totalsOf(folder.at('backup'));
    expect(epoch).toBe(totalsOf(folder.dataDir).epoch);
    vi.setSystemTime(new Date('2001-01-01'));
    expect(folder.restore('backup', 'restored').epoch).toBe(epoch + 1);
    expect(totalsOf(folder.at('restored')).epoch).toBe(epoch + 1);
    vi.useRealTimers();
  });

  test('is made only where nothing is', () => {
    folder.backup('backup');
    expect(() => folder.restore('backup', 'data')).toThrow('holds a journal');
    mkdirSync(folder.at('full'));
    writeFileSync(join(folder.at('full'), 'letter.txt'), 'mine');
    expect(() => folder.restore('backup', 'full')).toThrow(CannotRestoreError);
    expect(readdirSync(folder.at('full'))).toEqual(['letter.txt']);
  });

  test('is made of a finished backup only', () => {
    expect(() => folder.restore('data', 'restored')).toThrow(NoBackupError);
    folder.backup('backup');
    const manifest = join(folder.at('backup'), 'backup.json');
    const text = readFileSync(manifest, 'utf8');
    for (const [wrong, why] of [
      [text.slice(0, 100), 'not JSON'],
      [text.replace('"format_version": 1', '"format_version": 2'), 'format_version'],
      [text.replace(/"epoch": \d+/, '"epoch": 7'), 'epoch is'],
      [text.replace(/"orders": \d+/, '"orders": 7'), 'orders is'],
      [text.replace(/"state_hash": "./, '"state_hash": "'), 'state_hash'],
    ] as const) {
      writeFileSync(manifest, wrong);
      const restore = () => folder.restore('backup', 'restored');
      expect(restore).toThrow(why);
      // The error names the file and is one readable line.
      expect(restore).toThrow('backup.json');
      expect(restore).not.toThrow(/[\n{}]/);
    }
    expect(readdirSync(folder.root).sort()).toEqual(['backup', 'data']);
  });

  test('is not made of a backup that an exchange has gone on in', async () => {
    folder.backup('backup');
    const market = await TestMarket.open(folder.at('backup'), 5);
    await market.trade(10);
    await market.close();
    expect(() => folder.restore('backup', 'restored')).toThrow('last_sequence is');
  });

  test('is not made from a damaged backup, and the error has the place', () => {
    folder.backup('backup');
    const file = (name: string) => join(folder.at('backup'), name);
    spoil(file('journal.db'), (database) => {
      database.exec('UPDATE batches SET bytes = zeroblob(9) WHERE first_sequence = 1');
    });
    expect(() => folder.restore('backup', 'restored')).toThrow(
      expect.objectContaining({
        name: 'DamagedError',
        place: { file: file('journal.db'), sequence: 1 },
      }),
    );
    spoil(file('credentials.db'), (database) => database.exec("UPDATE entries SET value = ''"));
    expect(() => folder.restore('backup', 'restored')).toThrow(
      expect.objectContaining({ name: 'DamagedError', place: { file: file('credentials.db') } }),
    );
    expect(readdirSync(folder.root).sort()).toEqual(['backup', 'data']);
  });
});
