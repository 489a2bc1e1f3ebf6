import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { playRecording } from '../../../clients/conformance/play-recording.ts';

const SUITE = new URL('../../../clients/conformance/', import.meta.url);
const PROGRAM = fileURLToPath(new URL('../../../clients/typescript/conformance.ts', import.meta.url));

const cases = Object.keys(JSON.parse(readFileSync(new URL('cases.json', SUITE), 'utf8')));

/** Plays the recording of a case to the SDK's program, and returns the program's output. */
async function conformance(name: string, ...client: readonly string[]): Promise<unknown> {
  let printed: Promise<unknown> | undefined;
  await playRecording(fileURLToPath(new URL(`recordings/${name}.jsonl`, SUITE)), (url) => {
    const program = promisify(execFile)(process.execPath, [PROGRAM, name, url, ...client], {
      timeout: 30_000,
    });
    printed = program.catch((error: unknown) => error);
  });
  return printed;
}

const expectedOf = (name: string) => ({
  stdout: readFileSync(new URL(`expected/${name}.json`, SUITE), 'utf8'),
  stderr: '',
});

describe.concurrent('the TypeScript SDK makes of a recording what every SDK must', () => {
  it.each(cases)('%s', async (name) => {
    expect(await conformance(name)).toEqual(expectedOf(name));
  });

  it.each(['two-books', 'frozen-server', 'executions', 'token-renewed', 'lost-answer'])(
    '%s, with the client for browsers',
    async (name) => {
      expect(await conformance(name, 'browser')).toEqual(expectedOf(name));
    },
  );
});

it('every recording is a case, and has what is expected of it', () => {
  const filesIn = (folder: string) => readdirSync(new URL(folder, SUITE)).map((file) => file.split('.')[0]);
  expect(filesIn('recordings').sort()).toEqual(cases.toSorted());
  expect(filesIn('expected').sort()).toEqual(cases.toSorted());
});
