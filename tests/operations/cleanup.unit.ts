import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteCredentials } from '../../src/auth/sqlite-credentials.ts';
import { StoredDatagrams } from '../../src/multicast/stored-datagrams.ts';
import { NoDataFolderError, withLeftovers } from '../../src/operations/cleanup.ts';
import type { Leftover } from '../../src/operations/leftovers.ts';
import { takeSnapshot } from '../../src/recovery/take-snapshot.ts';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { DataFolderInUseError, lockDataFolder } from '../../src/storage/data-folder-lock.ts';
import { createWriter } from '../../src/writers/create-writer.ts';
import { multicastSettings } from '../multicast/multicast-settings.ts';
import { runToEnd } from '../writers/run-writer.ts';
import { TradedFolder } from './traded-folder.ts';

let folder: TradedFolder;

beforeEach(async () => {
  folder = new TradedFolder();
  await folder.trade(100);
});
afterEach(() => folder.remove());

const inData = (...names: string[]) => join(folder.dataDir, ...names);

type Options = Parameters<typeof withLeftovers>[0];

/** Writes a file, with its folder. */
function put(path: string, text = 'x'): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function options({ derived = false, logKeepFiles = 2, clock = 'system' }: Partial<Options> = {}): Options {
  const { dataDir } = folder;
  return { dataDir, csvDir: inData('csv'), logDir: folder.at('logs'), logKeepFiles, derived, clock };
}

/** The leftovers as `what: name`. Removes them if `remove` is set. */
async function found(given = options(), remove = false): Promise<string[]> {
  return await withLeftovers(given, async (leftovers) => {
    if (remove) for (const leftover of leftovers) leftover.remove();
    return leftovers.map(({ what, path }) => `${what}: ${basename(path)}`);
  });
}

/** Hashes of all files of the test by path, without the files that SQLite creates for reading. */
function everything(): Map<string, string> {
  const entries = readdirSync(folder.root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !/-(wal|shm)$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name));
  return new Map(paths.map((path) => [path, hash('sha256', readFileSync(path))]));
}

describe('what is left over', () => {
  test('is nothing after an exchange that was stopped', async () => {
    expect(await found()).toEqual([]);
  });

  test.each<[string, () => string]>([
    ['temporary snapshot', () => inData('snapshots', '0000000000000007.snapshot.tmp')],
    ['pid file of an ended process', () => inData('lock.pid')],
  ])('is a %s', async (what, place) => {
    put(place());
    expect(await found()).toEqual([`${what}: ${basename(place())}`]);
    expect(existsSync(place())).toBe(true);
    await found(options(), true);
    expect(existsSync(place())).toBe(false);
    expect(await found()).toEqual([]);
  });

  test('is an interrupted rebuild', async () => {
    put(inData('rebuild.tmp', 'journal.db'));
    expect(await found(options(), true)).toEqual(['interrupted rebuild: rebuild.tmp']);
    expect(await found()).toEqual([]);
  });

  test('are log files beyond those that are kept, the oldest', async () => {
    const log = (name: string) => folder.at(join('logs', name));
    for (const name of ['0900.1', '0915.1', '0915.10', '0915.9']) put(log(`exchange.2026-01-02-${name}.log`));
    put(log('exchange.2025-12-31-2345.1.log'));
    put(log('exchange.log'));
    put(log('other.2020-01-01-0000.1.log'));
    expect(await found(options({ logKeepFiles: 3 }), true)).toEqual([
      'old log file: exchange.2025-12-31-2345.1.log',
      'old log file: exchange.2026-01-02-0900.1.log',
    ]);
    expect(readdirSync(folder.at('logs')).sort()).toEqual([
      'exchange.2026-01-02-0915.1.log',
      'exchange.2026-01-02-0915.10.log',
      'exchange.2026-01-02-0915.9.log',
      'exchange.log',
      'other.2020-01-01-0000.1.log',
    ]);
    expect(await found({ ...options(), logDir: '' })).toEqual([]);
  });

  test('are interrupted copies in the data folder and beside it, but not a running one', async () => {
    for (const path of [inData('backup.incomplete'), `${folder.dataDir}.incomplete`]) {
      put(join(path, 'journal.db'));
      lockDataFolder(path).release();
    }
    put(folder.at('thesis.incomplete/thesis.txt'));
    put(folder.at('thesis.incomplete/lock.db'), '');
    const making = lockDataFolder(folder.at('other.incomplete'));
    expect((await found(options(), true)).sort()).toEqual([
      'interrupted copy: backup.incomplete',
      'interrupted copy: data.incomplete',
    ]);
    expect(readdirSync(folder.root).sort()).toEqual(['data', 'other.incomplete', 'thesis.incomplete']);
    making.release();
  });

  test('are sessions that have expired, and nothing else of the credentials', async () => {
    const credentials = openSqliteCredentials(folder.dataDir);
    credentials.sessions.add({
      tokenHash: 'old',
      partyId: 'alice',
      expireTimeMs: 1,
      beginTimeMs: 0,
      address: '',
    });
    credentials.sessions.add({
      tokenHash: 'older',
      partyId: 'alice',
      expireTimeMs: 2,
      beginTimeMs: 0,
      address: '',
    });
    credentials.close();
    expect(await found(options(), true)).toEqual(['expired sessions: credentials.db']);
    const after = openSqliteCredentials(folder.dataDir);
    expect(after.sessions.all().map(({ tokenHash }) => tokenHash)).toEqual(['of 100']);
    expect(after.passwords.get('alice')).toBeDefined();
    after.close();
  });

  test('are sessions that have expired by the time of an exchange with a manual clock', async () => {
    const lastMs = Number(verifyDataFolder(folder.dataDir, () => {}).lastTimeNs / 1_000_000n);
    const add = (expireTimeMs: number) => {
      const credentials = openSqliteCredentials(folder.dataDir);
      const session = { partyId: 'alice', expireTimeMs, beginTimeMs: 0, address: '' };
      credentials.sessions.add({ tokenHash: `until ${expireTimeMs}`, ...session });
      credentials.close();
    };
    add(lastMs + 1);
    expect(await found(options({ clock: 'manual' }))).toEqual([]);
    expect(await found(options({ clock: 'system' }))).toEqual(['expired sessions: credentials.db']);
    add(lastMs - 1);
    expect(await found(options({ clock: 'manual' }))).toEqual(['expired sessions: credentials.db']);
  });

  test('is nothing in a folder that was restored, or has no credentials', async () => {
    folder.backup('backup');
    rmSync(folder.dataDir, { recursive: true });
    folder.restore('backup', 'data');
    expect(await found()).toEqual([]);
    for (const name of ['credentials.db', 'credentials.tail']) rmSync(inData(name));
    expect(await found()).toEqual([]);
  });

  test('is listed with its size', async () => {
    put(inData('snapshots', '0000000000000007.snapshot.tmp'), 'x'.repeat(1_234));
    const sizes = await withLeftovers(options(), async (leftovers: readonly Leftover[]) =>
      leftovers.map(({ bytes }) => bytes),
    );
    expect(sizes).toEqual([1_234]);
  });
});

describe('what can be made again', () => {
  /** Runs a real writer to the end of the journal. */
  async function write(name: 'csv' | 'multicast'): Promise<void> {
    const { dataDir } = folder;
    const settings = { ...(await multicastSettings()), WRITERS: name, DATA_DIR: dataDir };
    const writer = await createWriter(name, loadConfig(settings, {}));
    await runToEnd(writer, dataDir, verifyDataFolder(dataDir, () => {}).lastSequence);
  }

  function csvFiles(): Map<string, string> {
    const names = readdirSync(inData('csv')).filter((name) => name.endsWith('.csv'));
    return new Map(names.sort().map((name) => [name, readFileSync(inData('csv', name), 'utf8')]));
  }

  const derived = () => options({ derived: true });

  test('is found only when it is asked for, and is made again', async () => {
    takeSnapshot(folder.dataDir);
    await write('csv');
    await write('multicast');
    for (const name of ['history.db', 'history.db-wal', 'history.db-shm']) put(inData(name));
    const { stateHash, lastSequence } = verifyDataFolder(folder.dataDir, () => {});
    const files = csvFiles();
    const replay = new StoredDatagrams(folder.dataDir);
    const { session } = replay;
    replay.close();
    expect(await found()).toEqual([]);

    expect(await found(derived(), true)).toEqual([
      `snapshot: ${String(lastSequence).padStart(16, '0')}.snapshot`,
      'history: history.db',
      'datagrams: multicast.db',
      'CSV files: csv',
    ]);
    const left = readdirSync(folder.dataDir).filter((name) => !/-(wal|shm)$/.test(name));
    expect(left.sort()).toEqual([
      ...[
        'credentials.db',
        'credentials.tail',
        'journal.db',
        'journal.tail',
        'lock.db',
        'multicast.db',
        'snapshots',
      ],
    ]);
    expect(readdirSync(inData('snapshots'))).toEqual([]);
    expect(verifyDataFolder(folder.dataDir, () => {})).toMatchObject({ stateHash, snapshots: 0 });

    await write('csv');
    expect(csvFiles()).toEqual(files);
    await write('multicast');
    const again = new StoredDatagrams(folder.dataDir);
    expect(again.session).not.toBe(session);
    expect(again.oldestSequence).toBe(1);
    again.close();
  });

  test('does not remove unknown files', async () => {
    await write('csv');
    const unknown = [
      inData('csv', 'orders_x.csv'),
      inData('csv', 'notes.txt'),
      inData('snapshots', 'notes.snapshot'),
      inData('snapshots', '7.snapshot'),
      inData('history.db.old'),
      inData('journal.db.bak'),
      inData('sub', 'anything'),
    ];
    for (const path of unknown) put(path);
    await found(derived(), true);
    for (const path of unknown) expect(existsSync(path), path).toBe(true);
    expect(readdirSync(inData('csv')).sort()).toEqual(['notes.txt', 'orders_x.csv']);
  });
});

test('finding changes nothing', async () => {
  takeSnapshot(folder.dataDir);
  lockDataFolder(folder.dataDir).release();
  put(inData('lock.pid'), '4711\n');
  put(inData('snapshots', '0000000000000007.snapshot.tmp'));
  put(inData('history.db'));
  put(inData('csv', 'orders_1.csv'));
  put(`${folder.dataDir}.incomplete/journal.db`);
  put(`${folder.dataDir}.incomplete/lock.db`, '');
  put(folder.at('logs/exchange.2026-01-02-0900.1.log'));
  put(folder.at('logs/exchange.2026-01-02-0915.1.log'));
  const before = everything();
  expect(await found(options({ derived: true, logKeepFiles: 1 }))).toHaveLength(7);
  expect(everything()).toEqual(before);
});

test('nothing is found while an exchange runs, or where none has run', async () => {
  const lock = lockDataFolder(folder.dataDir);
  await expect(found()).rejects.toThrow(DataFolderInUseError);
  lock.release();
  await expect(found({ ...options(), dataDir: folder.root })).rejects.toThrow(NoDataFolderError);
  expect(existsSync(folder.at('lock.db'))).toBe(false);
});
