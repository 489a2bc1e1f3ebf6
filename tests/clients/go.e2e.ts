import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { play } from './conformance/play.ts';
import { describeWithGo, GO_SDK, runInGoSdk } from './describe-with-go.ts';

const ROOT = join(GO_SDK, '../..');
const SUITE = join(ROOT, 'clients/conformance');
const CASES = readdirSync(join(SUITE, 'recordings')).map((name) => name.replace('.jsonl', ''));

await describeWithGo('the Go SDK', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'redleaf-go-'));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('has the contract as it is now', async () => {
    const generate = ['generate', '--template', 'clients/go/buf.gen.yaml', '--output', folder];
    await promisify(execFile)('node_modules/.bin/buf', generate, { cwd: ROOT });
    const files = readdirSync(join(folder, 'clients/go/gen'), { recursive: true, encoding: 'utf8' });
    const sources = files.filter((name) => name.endsWith('.go'));
    expect(sources.length).toBeGreaterThan(15);
    for (const name of sources) {
      const read = (of: string) => readFileSync(join(of, 'clients/go/gen', name), 'utf8');
      expect(read(ROOT), `${name}: run npm run generate`).toBe(read(folder));
    }
  });

  it('is formatted', async () => {
    expect(await runInGoSdk('gofmt', ['-l', '.'])).toBe('');
  });

  it('has nothing that go vet or staticcheck warns of', async () => {
    expect(await runInGoSdk('go', ['vet', './...'])).toBe('');
    expect(await runInGoSdk('go', ['tool', 'staticcheck', './...'])).toBe('');
  }, 180_000);

  it('is right by its own tests, over an exchange that is killed, frozen and restarted', async () => {
    expect(await runInGoSdk('go', ['test', '-race', '-count=1', './...'])).toContain('ok  \t');
  }, 180_000);

  describe('makes of a recording what every SDK must', () => {
    let program: string;

    beforeAll(async () => {
      program = join(folder, 'conformance');
      await runInGoSdk('go', ['build', '-o', program, './cmd/conformance']);
    });

    it.concurrent.each(CASES)('%s', async (name) => {
      const server = await play(join(SUITE, 'recordings', `${name}.jsonl`));
      const printed = runInGoSdk(program, [name, server.url]);
      // A client goes on for ever when the server complains of it.
      const complaint = server.ended.then(({ complaint }) => complaint || printed);
      expect(await Promise.race([printed, complaint])).toBe(
        readFileSync(join(SUITE, 'expected', `${name}.json`), 'utf8'),
      );
      expect(await server.ended).toEqual({ code: 0, complaint: '' });
    });
  });
});
