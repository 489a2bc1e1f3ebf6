import { once } from 'node:events';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DataFolderInUseError, lockDataFolder } from '../../src/storage/data-folder-lock.ts';
import { kill, startProcess } from './processes/start-process.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'redleaf-lock-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

test('a folder has one owner, and another one after it is released', () => {
  const lock = lockDataFolder(directory);
  expect(() => lockDataFolder(directory)).toThrow(DataFolderInUseError);
  expect(() => lockDataFolder(directory)).toThrow(
    `${directory} is in use by the process with pid ${process.pid}`,
  );
  lock.release();
  lock.release();
  lockDataFolder(directory).release();
});

test("a folder stays its owner's under another name", () => {
  const [before, after] = [join(directory, 'before'), join(directory, 'after')];
  const lock = lockDataFolder(before);
  lock.rename(after);
  expect(readdirSync(directory)).toEqual(['after']);
  expect(() => lockDataFolder(after)).toThrow(`in use by the process with pid ${process.pid}`);
  lock.release();
  expect(readdirSync(after)).toEqual(['lock.db']);
  lockDataFolder(after).release();
});

test('a folder that is not there yet is made', () => {
  lockDataFolder(join(directory, 'new', 'folder')).release();
});

test('a lock can be taken without a trace of it', () => {
  lockDataFolder(directory).release();
  writeFileSync(join(directory, 'lock.pid'), '4711\n');
  const lock = lockDataFolder(directory, { writesPid: false });
  expect(() => lockDataFolder(directory)).toThrow(DataFolderInUseError);
  lock.release();
  expect(readFileSync(join(directory, 'lock.pid'), 'utf8')).toBe('4711\n');
});

test('another process is named, and its lock vanishes when it is killed', async () => {
  const { child, lines } = startProcess('hold-lock', directory);
  await once(lines, 'line');
  expect(() => lockDataFolder(directory)).toThrow(expect.objectContaining({ directory, pid: child.pid }));
  await kill(child);
  lockDataFolder(directory).release();
});

test('a full disk is no reason not to lock', () => {
  symlinkSync('/dev/full', join(directory, 'lock.pid'));
  const lock = lockDataFolder(directory);
  expect(() => lockDataFolder(directory)).toThrow('in use by another process');
  expect(readdirSync(directory).map((name) => statSync(join(directory, name)).size)).toEqual([0]);
  lock.release();
});

test('says that a folder cannot be made, and does not try for ever', () => {
  expect(() => lockDataFolder('/proc/redleaf/data')).toThrow('ENOENT');
});
