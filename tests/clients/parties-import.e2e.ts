import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ExchangeUnderTest, PASSWORD } from '../gateway/running-exchange.ts';
import { redleaf } from './redleaf-process.ts';

let exchange: ExchangeUnderTest;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-parties-'));
  exchange = await ExchangeUnderTest.start();
});

afterAll(async () => {
  await exchange.stop();
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]) =>
  redleaf(args, { REDLEAF_URL: exchange.url, XDG_CONFIG_HOME: folder, ADMIN_PASSWORD: PASSWORD });

function file(...rows: string[]): string {
  const path = join(folder, 'parties.csv');
  writeFileSync(path, ['party_id,party_name,password,is_admin', ...rows, ''].join('\n'));
  return path;
}

test('imports the good rows, tells the bad ones by their line, and is safe to repeat', async () => {
  const path = file(
    'dora,"Dora, Ltd",swordfish1,false',
    'alice,Alice,swordfish2,false',
    'emil,Emil,short,false',
    'fay,Fay,"swordfish3,false',
    'gus,Gus,swordfish4,true',
    ',Nobody,swordfish5,false',
  );
  const first = await run('parties', 'import', path, '--admin-id', 'admin');
  expect(first.stdout.trimEnd().split('\n')).toEqual([
    'line 3: skipped, party alice exists already',
    expect.stringMatching(/^line 4: not imported, password: .*8/),
    'line 5: not imported, is not CSV: CSV_QUOTE_NOT_CLOSED',
    expect.stringMatching(/^line 7: not imported, party_id: /),
    '2 parties imported, 1 skipped, 3 bad',
  ]);
  expect(first.stderr).toBe('redleaf: 3 rows not imported; correct them and import the file again\n');
  expect(first.exitCode).toBe(1);
  expect(first.stdout).not.toContain('swordfish');

  const again = await run('--json', 'parties', 'import', path, '--admin-id', 'admin');
  expect(again.exitCode).toBe(1);
  expect(JSON.parse(again.stdout)).toMatchObject({
    imported: 0,
    skipped: [
      { line: 2, party_id: 'dora' },
      { line: 3, party_id: 'alice' },
      { line: 6, party_id: 'gus' },
    ],
    bad: [{ line: 4 }, { line: 5 }, { line: 7 }],
  });
});

test('works with the session that is stored, and those it creates can log in as what they are', async () => {
  await run('login', 'admin', '--password', PASSWORD);
  const { exitCode, stdout, stderr } = await run(
    ...['--json', 'parties', 'import', file('hal,Hal,swordfish6,true', 'ida,Ida,swordfish7,')],
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({ imported: 2, skipped: [], bad: [] });
  const hal = await run('--json', 'login', 'hal', '--password', 'swordfish6');
  expect(JSON.parse(hal.stdout)).toMatchObject({ party_id: 'hal', is_admin: true });
  const ida = await run('--json', 'login', 'ida', '--password', 'swordfish7');
  expect(JSON.parse(ida.stdout)).toMatchObject({ party_id: 'ida', is_admin: false });
});

test('imports nothing for those who are no administrators', async () => {
  const path = file('jan,Jan,swordfish8,false', 'kim,Kim,swordfish9,false');
  const bob = await run('parties', 'import', path, '--admin-id', 'bob', '--admin-password', PASSWORD);
  expect(bob).toMatchObject({ exitCode: 1, stdout: '' });
  expect(bob.stderr).toContain('only an administrator');
  const wrong = await run(
    'parties',
    'import',
    path,
    '--admin-id',
    'admin',
    '--admin-password',
    'not it at all',
  );
  expect(wrong.stderr).toContain('CREDENTIALS_INVALID');
  const nobody = await run('parties', 'import', path, '--admin-password', PASSWORD);
  expect(nobody.exitCode).toBe(2);
});

test('a file without the columns is refused before anything is sent', async () => {
  const path = join(folder, 'wrong.csv');
  writeFileSync(path, 'id,name\nlea,Lea\n');
  const { exitCode, stderr } = await run('parties', 'import', path, '--url', 'http://127.0.0.1:1');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('party_id,party_name,password,is_admin');
});
