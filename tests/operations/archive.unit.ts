import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashesOf } from '../../src/exchange/state-hash.ts';
import { ArchivedError } from '../../src/journal/journal-errors.ts';
import { listSnapshots } from '../../src/journal/snapshot-file.ts';
import { openSqliteJournalReader } from '../../src/journal/sqlite/journal-reader.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import { archiveJournal, NothingToArchiveError } from '../../src/operations/archive.ts';
import { verifyArchive } from '../../src/operations/archive-manifest.ts';
import { withLeftovers } from '../../src/operations/cleanup.ts';
import { TargetExistsError } from '../../src/operations/target-folder.ts';
import { unarchiveJournal } from '../../src/operations/unarchive.ts';
import { BrokenChainError, checkContinues, verifyChain } from '../../src/operations/verify-chain.ts';
import { chooseCut } from '../../src/recovery/choose-cut.ts';
import { recover } from '../../src/recovery/recover.ts';
import { takeSnapshot } from '../../src/recovery/take-snapshot.ts';
import { verifyDataFolder } from '../../src/recovery/verify.ts';
import { loadConfig } from '../../src/settings/config.ts';
import { DamagedError } from '../../src/storage/damaged-error.ts';
import { DataFolderInUseError, lockDataFolder } from '../../src/storage/data-folder-lock.ts';
import { createWriter } from '../../src/writers/create-writer.ts';
import { RunningWriter, runToEnd } from '../writers/run-writer.ts';
import { TestMarket } from '../writers/test-market.ts';
import { TradedFolder } from './traded-folder.ts';

let folder: TradedFolder;

beforeEach(async () => {
  folder = new TradedFolder();
  await folder.trade(300);
});
afterEach(() => folder.remove());

const verified = (name = 'data') => verifyDataFolder(folder.at(name), () => {});
const settings = (own: Readonly<Record<string, string>> = {}) =>
  loadConfig({ DATA_DIR: folder.dataDir, HISTORY: 'false', ...own });

/** Archives all events, unless `keepMs` keeps some. */
function archive(name: string, own: Readonly<Record<string, string>> = {}, keepMs = 0) {
  const target = folder.at(name);
  return archiveJournal({ settings: settings(own), target, keepMs, version: '1.2.3', onProgress() {} });
}

/** Archives all events, and then trades. */
async function archiveAndTrade(name: string) {
  const manifest = await archive(name);
  await folder.trade(200);
  return manifest;
}

function spoil(file: string, change: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(file);
  change(database);
  database.close();
}

describe('the cut', () => {
  function batches() {
    const journal = openSqliteJournalReader(folder.dataDir);
    const all = [...journal.read(0)];
    journal.close();
    return all;
  }
  const never = 2n ** 63n;

  test('is the end of the last batch that every writer has', () => {
    const all = batches();
    const [first, second] = all;
    if (first === undefined || second === undefined) throw new Error('there are batches');
    expect(chooseCut(all, { untilNs: never, upTo: Number.POSITIVE_INFINITY })).toBe(all.at(-1)?.lastSequence);
    expect(chooseCut(all, { untilNs: never, upTo: second.lastSequence })).toBe(second.lastSequence);
    expect(chooseCut(all, { untilNs: never, upTo: second.lastSequence - 1 })).toBe(first.lastSequence);
    expect(chooseCut(all, { untilNs: never, upTo: first.lastSequence - 1 })).toBeUndefined();
  });

  test('is before the first batch that is not old enough', async () => {
    const { lastSequence, lastTimeNs } = verified();
    await folder.trade(100);
    const limits = { upTo: Number.POSITIVE_INFINITY };
    expect(chooseCut(batches(), { ...limits, untilNs: lastTimeNs })).toBe(lastSequence);
    expect(chooseCut(batches(), { ...limits, untilNs: lastTimeNs - 1n })).toBeLessThan(lastSequence);
    expect(chooseCut(batches(), { ...limits, untilNs: 0n })).toBeUndefined();
  });
});

describe('an archive', () => {
  test('takes the older events, and the journal continues with the same state', async () => {
    const before = verified();
    const manifest = await archive('first');
    expect(manifest).toMatchObject({
      ...{ epoch: before.epoch, first_sequence: 1, last_sequence: before.lastSequence },
      ...{ state_hash: before.stateHash, last_time_ns: String(before.lastTimeNs), version: '1.2.3' },
    });
    expect(verified('first')).toEqual({ ...before, snapshots: 1 });
    const { batches, lastSequence, firstSequence, stateHash, beginning } = verified();
    expect({ batches, lastSequence, stateHash }).toEqual({
      ...{ batches: 0, lastSequence: before.lastSequence, stateHash: before.stateHash },
    });
    expect(firstSequence).toBe(before.lastSequence + 1);
    expect(beginning?.archive).toBe(folder.at('first'));
    expect(readdirSync(folder.dataDir).some((name) => name.includes('tmp'))).toBe(false);
  });

  test('leaves a journal that continues as before', async () => {
    cpSync(folder.dataDir, folder.at('whole'), { recursive: true });
    await archive('first');
    for (const name of ['data', 'whole']) {
      const market = await TestMarket.open(folder.at(name), 5);
      await market.trade(200);
      await market.close();
    }
    const { stateHash, clientOrderIdsHash, lastSequence } = verified('whole');
    expect(verified()).toMatchObject({ stateHash, clientOrderIdsHash, lastSequence });
    const journal = await openSqliteJournal(folder.dataDir);
    expect(() => [...journal.read(0)]).toThrow(ArchivedError);
    await journal.close();
  });

  test('keeps what is younger than a time', async () => {
    const { lastSequence: old, lastTimeNs: oldTimeNs } = verified();
    await folder.trade(100);
    const { lastSequence, lastTimeNs, stateHash } = verified();
    // A command takes a second, and the last ones may have changed nothing.
    const keptMs = Number((lastTimeNs - oldTimeNs) / 1_000_000n) - 500;
    expect(await archive('first', { CLOCK: 'manual' }, keptMs)).toMatchObject({ last_sequence: old });
    expect(verified()).toMatchObject({ firstSequence: old + 1, lastSequence, stateHash });
    expect(listSnapshots(folder.dataDir).map(({ sequence }) => sequence)).toEqual([old]);
  });

  test('chains: all of them and the data folder are verified from the first event', async () => {
    await archiveAndTrade('first');
    const second = await archiveAndTrade('second');
    expect(second.first_sequence).toBeGreaterThan(1);
    const all = [folder.at('second'), folder.at('first')];
    expect(verifyChain(all, folder.dataDir, () => {})).toEqual(verified());
    // The error names the folder of the missing archive.
    expect(() => verifyChain([folder.at('second')], folder.dataDir, () => {})).toThrow(folder.at('first'));
    expect(() => verifyChain([folder.at('first')], folder.dataDir, () => {})).toThrow(BrokenChainError);
    expect(() => verifyChain(all, folder.at('first'), () => {})).toThrow(BrokenChainError);
  });

  test.each([
    [
      'an event',
      (at: string) =>
        spoil(join(at, 'journal.db'), (db) =>
          db.exec('UPDATE batches SET bytes = zeroblob(9) WHERE first_sequence = 1'),
        ),
    ],
    [
      'a byte that says nothing',
      (at: string) =>
        spoil(join(at, 'journal.db'), (db) => db.exec('INSERT INTO probes VALUES (zeroblob(1))')),
    ],
    ['its snapshot', (at: string) => appendFileSync(listSnapshots(at)[0]?.path ?? '', 'x')],
    [
      'its description',
      (at: string) =>
        writeFileSync(
          join(at, 'archive.json'),
          readFileSync(join(at, 'archive.json'), 'utf8').replace(/"orders": \d+/, '"orders": 7'),
        ),
    ],
  ])('that is damaged in %s is found', async (_what, damage) => {
    await archiveAndTrade('first');
    damage(folder.at('first'));
    expect(() => verifyChain([folder.at('first')], folder.dataDir, () => {})).toThrow(DamagedError);
  });

  test('that ends with another state is found where the next one begins', async () => {
    await archiveAndTrade('first');
    const data = { directory: folder.dataDir, found: verified() };
    const before = { directory: folder.at('first'), found: verified('first') };
    checkContinues(before, data);
    for (const other of [{ stateHash: '0' }, { clientOrderIdsHash: '0' }, { lastTimeNs: 0n }]) {
      const found = { ...before.found, ...other };
      expect(() => checkContinues({ ...before, found }, data)).toThrow('does not begin with the state');
    }
  });

  test('does not go where something is, into the data folder, or beside an exchange that runs', async () => {
    mkdirSync(folder.at('there'));
    await expect(archive('there')).rejects.toThrow(TargetExistsError);
    await expect(archive('data/archive')).rejects.toThrow('is inside the data folder');
    const lock = lockDataFolder(folder.dataDir);
    await expect(archive('first')).rejects.toThrow(DataFolderInUseError);
    lock.release();
    await expect(archive('first', { CLOCK: 'manual' }, 1e9)).rejects.toThrow(NothingToArchiveError);
    expect(readdirSync(folder.root).sort()).toEqual(['data', 'there']);
  });

  test('of another version names the folder and what to do', async () => {
    await archive('first');
    const file = folder.at('first/archive.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"format_version": 1', '"format_version": 2'));
    expect(() => verifyArchive(folder.at('first'), () => {})).toThrow(
      `wrote the folder ${folder.at('first')}: use that version`,
    );
  });

  test('of a damaged journal is not made', async () => {
    spoil(join(folder.dataDir, 'journal.db'), (database) => {
      database.exec('UPDATE batches SET bytes = zeroblob(9) WHERE first_sequence = 1');
    });
    await expect(archive('first')).rejects.toThrow(DamagedError);
    expect(existsSync(folder.at('first'))).toBe(false);
  });

  test('that was finished before the journal was shortened is gone on with', async () => {
    cpSync(folder.dataDir, folder.at('before'), { recursive: true });
    const manifest = await archive('first');
    const after = verified();
    // Like a kill right after the archive was complete.
    const base = listSnapshots(folder.dataDir);
    cpSync(folder.at('data/snapshots'), folder.at('before/snapshots'), { recursive: true });
    rmSync(folder.dataDir, { recursive: true });
    cpSync(folder.at('before'), folder.dataDir, { recursive: true });
    expect(await archive('first')).toEqual(manifest);
    expect(verified()).toEqual(after);
    expect(listSnapshots(folder.dataDir)).toEqual(base);
    await expect(archive('first')).rejects.toThrow(TargetExistsError);
  });

  test('of a journal whose log a kill has left does not leave that log to the next one', async () => {
    const market = await TestMarket.open(folder.dataDir, 4);
    await market.trade(300);
    // Copies the folder with its log, as a kill leaves it.
    cpSync(folder.dataDir, folder.at('killed'), { recursive: true });
    await market.close();
    rmSync(folder.dataDir, { recursive: true });
    cpSync(folder.at('killed'), folder.dataDir, { recursive: true });
    expect(statSync(folder.at('data/journal.db-wal')).size).toBeGreaterThan(0);
    const { stateHash, lastSequence } = verified();
    await archive('first');
    expect(verified()).toMatchObject({
      stateHash,
      lastSequence,
      firstSequence: lastSequence + 1,
      batches: 0,
    });
    await folder.trade(20);
    verified();
  });

  test('that was finished is not gone on with when a writer lacks some of it', async () => {
    cpSync(folder.dataDir, folder.at('before'), { recursive: true });
    await archive('first');
    rmSync(folder.dataDir, { recursive: true });
    cpSync(folder.at('before'), folder.dataDir, { recursive: true });
    const csv = { WRITERS: 'csv', CSV_DIR: folder.at('csv') };
    await expect(archive('first', csv)).rejects.toThrow('the writer csv has events up to 0 only');
    expect(verified().firstSequence).toBe(1);
    await archive('first');
    expect(verified().firstSequence).toBeGreaterThan(1);
  });

  test('leaves what was killed to cleanup', async () => {
    takeSnapshot(folder.dataDir);
    const [old] = listSnapshots(folder.dataDir);
    if (old === undefined) throw new Error('there is a snapshot');
    cpSync(old.path, folder.at('old'));
    await folder.trade(100);
    await archiveAndTrade('first');
    cpSync(folder.at('old'), old.path);
    mkdirSync(folder.at('data/archive.tmp'));
    writeFileSync(folder.at('data/archive.tmp/journal.db'), 'half');
    const before = verified();
    // Nothing uses the old snapshot until then.
    const journal = await openSqliteJournal(folder.dataDir);
    const { state } = recover({
      ...{ directory: folder.dataDir, journal, output: {}, from: 'older snapshot' },
      ...{ createViews: () => undefined, onDamagedSnapshot() {} },
    });
    expect(hashesOf(state).market).toBe(before.stateHash);
    await journal.close();
    const options = {
      dataDir: folder.dataDir,
      csvDir: folder.at('csv'),
      logDir: '',
      logKeepFiles: 1,
      clock: 'system' as const,
      derived: true,
    };
    const removed = await withLeftovers(options, async (leftovers) => {
      for (const leftover of leftovers) leftover.remove();
      return leftovers.map(({ path }) => basename(path));
    });
    // The snapshot at the beginning of the journal stays.
    expect(removed).toEqual([basename(old.path), 'archive.tmp'].sort().reverse());
    expect(verified()).toEqual(before);
  });
});

describe('with older events archived', () => {
  test('a writer that has them continues, and one that does not gives the reason', async () => {
    const csv = { WRITERS: 'csv', CSV_DIR: folder.at('csv') };
    await expect(archive('first', csv)).rejects.toThrow('the writer csv has events up to 0 only');
    expect(existsSync(folder.at('first'))).toBe(false);
    const { lastSequence } = verified();
    await runToEnd(await createWriter('csv', settings(csv)), folder.dataDir, lastSequence);
    await folder.trade(100);
    // The archive ends at the writer's cursor, although more events are old enough.
    expect(await archive('first', csv)).toMatchObject({ last_sequence: lastSequence });
    const end = verified().lastSequence;
    await runToEnd(await createWriter('csv', settings(csv)), folder.dataDir, end);
    const other = await createWriter('csv', settings({ ...csv, CSV_DIR: folder.at('other') }));
    const running = new RunningWriter(other, folder.dataDir);
    await running.until(({ state }) => state === 'failing');
    expect(running.seen.at(-1)?.lastError).toBe(
      `it has events up to 0, and the journal only those after ${lastSequence}, until 'redleaf unarchive' puts older ones back: events up to ${lastSequence} are in the archive ${folder.at('first')}`,
    );
    await running.stop();
  });

  test('a folder without the snapshot that the journal begins with is refused, and says where it is', async () => {
    await archiveAndTrade('first');
    const [base] = listSnapshots(folder.dataDir);
    if (base === undefined) throw new Error('there is a snapshot');
    rmSync(base.path);
    expect(() => verified()).toThrow(folder.at('first'));
    await expect(TestMarket.open(folder.dataDir)).rejects.toThrow(folder.at('first'));
    cpSync(folder.at('first/snapshots'), folder.at('data/snapshots'), { recursive: true });
    verified();
  });

  test('putting the archives back restores the journal, and a writer starts again', async () => {
    await archiveAndTrade('first');
    const second = await archiveAndTrade('second');
    const { stateHash, lastSequence, firstSequence } = verified();
    const unarchive = (name: string) =>
      unarchiveJournal({ dataDir: folder.dataDir, archive: folder.at(name), onProgress() {} });
    expect(() => unarchive('first')).toThrow(BrokenChainError);
    expect(unarchive('second').firstSequence).toBe(second.first_sequence);
    expect(verifyChain([folder.at('first')], folder.dataDir, () => {})).toMatchObject({ stateHash });
    expect(unarchive('first').beginning).toBeUndefined();
    expect(verified()).toMatchObject({ stateHash, lastSequence, firstSequence: 1 });
    expect(firstSequence).toBeGreaterThan(second.first_sequence);
    const csv = settings({ WRITERS: 'csv', CSV_DIR: folder.at('csv') });
    await runToEnd(await createWriter('csv', csv), folder.dataDir, lastSequence);
    await folder.trade(20);
  });

  test('newer snapshots come and go, and the one that the journal begins with stays', async () => {
    const { last_sequence } = await archiveAndTrade('first');
    for (let round = 0; round < 3; round += 1) {
      takeSnapshot(folder.dataDir);
      await folder.trade(20);
    }
    const sequences = listSnapshots(folder.dataDir).map(({ sequence }) => sequence);
    expect(sequences).toHaveLength(3);
    expect(sequences[0]).toBe(last_sequence);
    expect(verified().snapshots).toBe(3);
  });

  test('a backup has the beginning of the journal, and a restored one continues', async () => {
    await archiveAndTrade('first');
    const { epoch: _epoch, beginning, ...expected } = verified();
    folder.backup('backup');
    folder.restore('backup', 'restored');
    for (const name of ['backup', 'restored'])
      expect(verified(name)).toMatchObject({ ...expected, beginning });
    const chain = verifyChain([folder.at('first')], folder.at('restored'), () => {});
    expect(chain.stateHash).toBe(expected.stateHash);
    const market = await TestMarket.open(folder.at('restored'), 9);
    await market.trade(20);
    await market.close();
  });
});
