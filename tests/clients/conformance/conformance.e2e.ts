import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { playRecording } from '../../../clients/conformance/play-recording.ts';

const SUITE = new URL('../../../clients/conformance/', import.meta.url);
const PROGRAM = fileURLToPath(new URL('../../../clients/typescript/conformance.ts', import.meta.url));

const conformance = (name: string, url: string) =>
  promisify(execFile)(process.execPath, [PROGRAM, name, url], { timeout: 30_000 });

const cases = Object.keys(JSON.parse(readFileSync(new URL('cases.json', SUITE), 'utf8')));

describe.concurrent('the TypeScript SDK makes of a recording what every SDK must', () => {
  it.each(cases)('%s', async (name) => {
    const recording = fileURLToPath(new URL(`recordings/${name}.jsonl`, SUITE));
    let printed: ReturnType<typeof conformance> | undefined;
    await playRecording(recording, (url) => {
      printed = conformance(name, url);
    });
    expect(await printed).toEqual({
      stdout: readFileSync(new URL(`expected/${name}.json`, SUITE), 'utf8'),
      stderr: '',
    });
  });
});

it('every recording is a case, and has what is expected of it', () => {
  const filesIn = (folder: string) => readdirSync(new URL(folder, SUITE)).map((file) => file.split('.')[0]);
  expect(filesIn('recordings').sort()).toEqual(cases.toSorted());
  expect(filesIn('expected').sort()).toEqual(cases.toSorted());
});
