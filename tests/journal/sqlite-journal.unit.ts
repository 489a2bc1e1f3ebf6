import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  JournalOutcomeUnknownError,
  JournalUnavailableError,
  JournalVersionError,
} from '../../src/journal/journal-errors.ts';
import { batchChecksum } from '../../src/journal/sqlite/batch-checksum.ts';
import { openSqliteJournalReader } from '../../src/journal/sqlite/journal-reader.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import { openForWriting } from '../../src/journal/sqlite/schema.ts';
import { DamagedError } from '../../src/storage/damaged-error.ts';
import { Threads } from '../../src/threads/threads.ts';
import { LoggedLines } from '../auth/logged-lines.ts';
import { SmallDisk } from '../faults/small-disk.ts';
import { appendEvents, sequencesAfter } from './append-events.ts';
import { kill, startProcess } from './processes/start-process.ts';
import { SqliteStorage } from './sqlite-storage.ts';

let storage: SqliteStorage;

beforeEach(() => {
  storage = new SqliteStorage();
});

afterEach(() => storage.remove());

const file = (name: string) => join(storage.directory, name);

/** A journal of events 1 to 6 in three batches, closed. */
async function fill(): Promise<void> {
  const journal = await storage.open();
  for (let i = 0; i < 3; i++) await appendEvents(journal, 2);
  await journal.close();
}

/** A journal as a process leaves it that is killed: what is committed is still in the log. */
async function leaveLog(): Promise<void> {
  const { child, lines } = startProcess('append-until-killed', storage.directory);
  for await (const line of lines) if (Number(line) >= 100) break;
  await kill(child);
}

function flipByte(name: string, place: (size: number) => number): void {
  const bytes = readFileSync(file(name));
  const index = place(bytes.length);
  bytes[index] = (bytes[index] ?? 0) ^ 0x10;
  writeFileSync(file(name), bytes);
}

test('what was durable is there after the process was killed', async () => {
  const { child, lines } = startProcess('append-until-killed', storage.directory);
  let durable = 0;
  lines.on('line', (line) => {
    durable = Number(line);
  });
  while (durable < 500) await setTimeout(5);
  await kill(child);
  const journal = await storage.open();
  expect(journal.lastSequence).toBeGreaterThanOrEqual(durable);
  expect(sequencesAfter(journal, 0)).toHaveLength(journal.lastSequence / 5);
  await appendEvents(journal, 1);
  await journal.close();
});

test('a commit is on disk before it ends, and leaves checkpoints to others', () => {
  const database = openForWriting(file('journal.db'));
  const setting = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {});
  expect([setting('journal_mode'), setting('synchronous'), setting('wal_autocheckpoint')]).toEqual([
    ['wal'],
    [2],
    [0],
  ]);
  database.close();
});

test('a log that is damaged in the middle is not taken for a shorter journal, and stays as it is', async () => {
  await leaveLog();
  // A page in the middle: SQLite reads the log up to there and says nothing.
  flipByte('journal.db-wal', (size) => size >> 1);
  const log = readFileSync(file('journal.db-wal'));
  for (let i = 0; i < 2; i++) {
    await expect(storage.open()).rejects.toThrow(/events \d+ to \d+ were committed and are missing/);
    expect(() => openSqliteJournalReader(storage.directory)).toThrow(DamagedError);
  }
  expect(readFileSync(file('journal.db-wal')).equals(log)).toBe(true);
});

test('a log that is gone is not taken for a shorter journal', async () => {
  await leaveLog();
  rmSync(file('journal.db-wal'));
  await expect(storage.open()).rejects.toThrow(DamagedError);
});

test('a database that is gone is not taken for an empty journal', async () => {
  await fill();
  rmSync(file('journal.db'));
  await expect(storage.open()).rejects.toThrow(/events 1 to 6 were committed and are missing/);
  expect(existsSync(file('journal.db'))).toBe(false);
});

test.each([0, 7, 12, 4096])('a database cut to %i bytes is damaged', async (size) => {
  await fill();
  truncateSync(file('journal.db'), size);
  await expect(storage.open()).rejects.toThrow(
    expect.objectContaining({
      name: 'DamagedError',
      place: expect.objectContaining({ file: file('journal.db') }),
    }),
  );
});

test('a database with a destroyed page is read up to there', async () => {
  const journal = await storage.open();
  for (let i = 0; i < 200; i++) await appendEvents(journal, 20);
  await journal.close();
  const bytes = readFileSync(file('journal.db'));
  const middle = (bytes.length >> 13) * 4096;
  writeFileSync(file('journal.db'), bytes.fill(0xa5, middle, middle + 8192));
  const reader = openSqliteJournalReader(storage.directory);
  let next = 1;
  const read = () => {
    for (const batch of reader.read(0)) next = batch.lastSequence + 1;
  };
  let damage: unknown;
  try {
    read();
  } catch (error) {
    damage = error;
  }
  reader.close();
  expect(next).toBeGreaterThan(1);
  expect(damage).toMatchObject({
    name: 'DamagedError',
    message: expect.stringContaining('The database cannot be read'),
    place: { file: file('journal.db'), sequence: next },
  });
});

test('a file that is no database is damaged, and named', async () => {
  writeFileSync(file('journal.db'), 'not a database, but long enough to look for one '.repeat(200));
  await expect(storage.open()).rejects.toThrow(file('journal.db'));
  await expect(storage.open()).rejects.toThrow(DamagedError);
});

test('a batch whose sequences were changed is damaged', async () => {
  await fill();
  storage.change((database) =>
    database.exec('UPDATE batches SET first_sequence = 4 WHERE first_sequence = 3'),
  );
  const journal = await storage.open();
  expect(() => sequencesAfter(journal, 0)).toThrow(DamagedError);
  expect(() => sequencesAfter(journal, 3)).toThrow(/checksum is wrong/);
  await journal.close();
});

test('another schema version and another database are told apart from damage', async () => {
  await fill();
  storage.change((database) => database.exec('PRAGMA user_version = 4'));
  await expect(storage.open()).rejects.toThrow(JournalVersionError);
  await expect(storage.open()).rejects.toThrow(
    /has schema version 4, .* knows only 2 and 3: another version/,
  );
  await expect(storage.open()).rejects.toThrow(`wrote the folder ${storage.directory}: use that version`);
  storage.change((database) => database.exec('PRAGMA application_id = 1'));
  await expect(storage.open()).rejects.toThrow(/not a journal of this exchange/);
});

test('events of another format name the folder and what to do', async () => {
  await fill();
  storage.change((database) => {
    const { bytes } = database.prepare('SELECT bytes FROM batches WHERE first_sequence = 3').get() ?? {};
    if (!(bytes instanceof Uint8Array)) throw new Error('there is no such batch');
    bytes[1] = 1;
    database
      .prepare('UPDATE batches SET bytes = ?, checksum = ? WHERE first_sequence = 3')
      .run(bytes, batchChecksum(bytes, 3, 4));
  });
  const journal = await storage.open();
  expect(() => sequencesAfter(journal, 0)).toThrow(/journal\.db has events of format 1, .* knows only 3: /);
  expect(() => sequencesAfter(journal, 0)).toThrow(`wrote the folder ${storage.directory}: use that version`);
  await journal.close();
});

test('a journal that cannot be made says why', async ({ skip }) => {
  if (!storage.canFailWrites) skip('no way to make writing fail here');
  storage.failWrites();
  try {
    await expect(storage.open()).rejects.toThrow(
      expect.objectContaining({ name: 'JournalUnavailableError', code: expect.stringMatching(/^SQLITE_/) }),
    );
  } finally {
    storage.healWrites();
  }
  expect(await lastSequence()).toBe(0);
});

test('a file that was made and never filled is an empty journal', async () => {
  writeFileSync(file('journal.db'), '');
  const journal = await storage.open();
  await appendEvents(journal, 1);
  await journal.close();
});

describe('the record of the last committed event', () => {
  test('is damaged when it is not what was written', async () => {
    await fill();
    flipByte('journal.tail', () => 3);
    await expect(storage.open()).rejects.toThrow(file('journal.tail'));
    truncateSync(file('journal.tail'), 5);
    await expect(storage.open()).rejects.toThrow(DamagedError);
  });

  test('may be behind after a power cut', async () => {
    await fill();
    const behind = readFileSync(file('journal.tail'));
    const journal = await storage.open();
    await appendEvents(journal, 2);
    await journal.close();
    writeFileSync(file('journal.tail'), behind);
    expect(await lastSequence()).toBe(8);
  });

  test.each([
    ['missing', () => rmSync(file('journal.tail'))],
    ['empty', () => writeFileSync(file('journal.tail'), '')],
  ])('of a journal with events is damaged when it is %s', async (_, damage) => {
    await fill();
    damage();
    const damaged = expect.objectContaining({ name: 'DamagedError', place: { file: file('journal.tail') } });
    await expect(storage.open()).rejects.toThrow(damaged);
    expect(() => openSqliteJournalReader(storage.directory)).toThrow(damaged);
  });

  test.each([
    ['missing', () => rmSync(file('journal.tail'))],
    ['empty', () => writeFileSync(file('journal.tail'), '')],
  ])('of a journal without events may be %s: a crash came while it was made', async (_, damage) => {
    expect(await lastSequence()).toBe(0);
    damage();
    const reader = openSqliteJournalReader(storage.directory);
    expect(reader.lastSequence).toBe(0);
    reader.close();
    expect(await lastSequence()).toBe(0);
    expect(statSync(file('journal.tail')).size).toBe(12);
  });
});

async function lastSequence(): Promise<number> {
  const journal = await storage.open();
  await journal.close();
  return journal.lastSequence;
}

test('a reader works beside the writer, on what was committed when it was opened', async () => {
  const journal = await storage.open();
  await appendEvents(journal, 2);
  const reader = openSqliteJournalReader(storage.directory);
  await appendEvents(journal, 2);
  expect(reader.lastSequence).toBe(2);
  expect([...reader.read(0)].map((batch) => batch.lastSequence)).toEqual([2]);
  reader.close();
  await journal.close();
});

test('a reader needs a journal', () => {
  expect(() => openSqliteJournalReader(storage.directory)).toThrow(JournalVersionError);
  expect(existsSync(file('journal.db'))).toBe(false);
});

test('what is committed moves from the log into the database while the journal is open', async () => {
  const journal = await storage.open();
  const text = 'x'.repeat(100_000);
  while (statSync(file('journal.db')).size < 10_000_000) await appendEvents(journal, 10, text);
  const { lastSequence: last } = journal;
  expect(sequencesAfter(journal, 0)).toHaveLength(last / 10);
  await journal.close();
  expect(existsSync(file('journal.db-wal'))).toBe(false);
});

test('the log is bounded, also while something reads and commits never pause', async () => {
  const journal = await storage.open();
  let largest = 0;
  let appended = 0;
  while (appended < 100_000_000) {
    await appendEvents(journal, 10, 'x'.repeat(50_000));
    appended += 500_000;
    const reader = openSqliteJournalReader(storage.directory);
    expect(reader.lastSequence).toBe(journal.lastSequence);
    reader.close();
    largest = Math.max(largest, statSync(file('journal.db-wal')).size);
  }
  await journal.close();
  // The bound is 16 MB. What is committed during a checkpoint comes on top, on a machine that is busy with other tests.
  expect(largest).toBeLessThan(48 * 2 ** 20);
});

test('a checkpoint whose thread ends is told, and the next one is made on a new thread', async () => {
  const warnings: string[] = [];
  const log = new LoggedLines();
  const journal = await openSqliteJournal(
    storage.directory,
    (message) => warnings.push(message),
    new Threads(log),
  );
  const text = 'x'.repeat(100_000);
  // What opens the file by its name now finds a folder.
  renameSync(file('journal.db'), file('moved.db'));
  mkdirSync(file('journal.db'));
  while (warnings.length === 0) await appendEvents(journal, 10, text);
  expect(warnings).toEqual([expect.stringContaining('was not checkpointed: unable to open database file')]);
  rmdirSync(file('journal.db'));
  renameSync(file('moved.db'), file('journal.db'));
  while (statSync(file('journal.db')).size < 10_000_000) await appendEvents(journal, 10, text);
  await journal.close();
  expect(warnings).toHaveLength(1);
  expect(log.lines[0]).toMatchObject({ level: 'error', facts: { thread: 'checkpoint' } });
});

describe('a commit that fails for no known reason', () => {
  /** Makes the next batch collide with one that came in by another way. */
  const put = async (checksum: (own: number) => number) => {
    const journal = await storage.open();
    await appendEvents(journal, 1);
    const other = new SqliteStorage();
    const source = await other.open();
    for (let i = 0; i < 2; i++) await appendEvents(source, 1);
    await source.close();
    other.change((from) => {
      const row = from.prepare('SELECT * FROM batches WHERE first_sequence = 2').get() ?? {};
      const { bytes = null, checksum: own } = row;
      storage.change((database) =>
        database.prepare('INSERT INTO batches VALUES (2, 2, ?, ?)').run(checksum(Number(own)), bytes),
      );
    });
    other.remove();
    return journal;
  };

  test('is good when the batch turns out to be in the journal', async () => {
    const journal = await put((own) => own);
    await appendEvents(journal, 1);
    await appendEvents(journal, 1);
    expect(sequencesAfter(journal, 0)).toEqual([1, 2, 3]);
    await journal.close();
  });

  test('is unknown when something else is in its place', async () => {
    const journal = await put((own) => own + 1);
    await expect(appendEvents(journal, 1)).rejects.toThrow(JournalOutcomeUnknownError);
    await expect(appendEvents(journal, 1)).rejects.toThrow(JournalOutcomeUnknownError);
    await expect(journal.probe()).rejects.toThrow(JournalOutcomeUnknownError);
    expect(journal.lastSequence).toBe(1);
    await journal.close();
  });

  test('is told as unavailable when the batch is not there', async () => {
    const journal = await storage.open();
    await appendEvents(journal, 1);
    storage.change((database) =>
      database.exec(
        `CREATE TRIGGER refuse BEFORE INSERT ON batches BEGIN SELECT raise(ABORT, 'refused'); END`,
      ),
    );
    await expect(appendEvents(journal, 1)).rejects.toThrow(JournalUnavailableError);
    storage.change((database) => database.exec('DROP TRIGGER refuse'));
    await appendEvents(journal, 1);
    expect(sequencesAfter(journal, 0)).toEqual([1, 2]);
    await journal.close();
  });
});

test('a full disk is named; nothing of the batch is there, and with room it goes on', async ({ skip }) => {
  const disk = SmallDisk.mount(storage.directory, 2 ** 20);
  if (disk === undefined) return skip('only who may mount can make a small disk');
  try {
    let journal = await storage.open();
    const appendUntilFull = async () => {
      disk.fill(600_000);
      for (;;) await appendEvents(journal, 2, 'x'.repeat(10_000));
    };
    await expect(appendUntilFull()).rejects.toThrow(
      expect.objectContaining({ name: 'JournalUnavailableError', code: 'SQLITE_FULL' }),
    );
    const { lastSequence: last } = journal;
    expect(last).toBeGreaterThan(2);
    expect(sequencesAfter(journal, 0)).toHaveLength(last / 2);
    await expect(journal.probe()).rejects.toThrow(JournalUnavailableError);
    disk.empty();
    await journal.probe();
    await appendEvents(journal, 2);
    expect(journal.lastSequence).toBe(last + 2);
    // Moving the log into the database would need more room: left for the next start.
    await journal.close();
    journal = await storage.open();
    expect(sequencesAfter(journal, 0)).toHaveLength(last / 2 + 1);
    await journal.close();
  } finally {
    disk.unmount();
  }
});
