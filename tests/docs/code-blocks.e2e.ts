import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FILE_SUFFIX, SECRETS, SETTINGS } from '../../src/settings/config.ts';
import { parseEnvFile } from '../../src/settings/env-file.ts';
import { describeWithGo } from '../clients/describe-with-go.ts';
import { describeWithPython } from '../clients/describe-with-python.ts';
import { RedleafProcess } from '../clients/redleaf-process.ts';
import { multicastSettings } from '../multicast/multicast-settings.ts';
import { type CodeBlock, codeBlocks, writtenPages } from './code-blocks.ts';
import { missingLines } from './printed.ts';
import { Workshop } from './workshop.ts';

const ROOT = join(import.meta.dirname, '../..');
const ALL = writtenPages(ROOT).flatMap((file) => codeBlocks(ROOT, file));
const RUN = ALL.filter(({ notRun }) => notRun === undefined);
const of = (...languages: readonly string[]) => RUN.filter(({ language }) => languages.includes(language));
/** Diagrams, and what is neither run nor printed. */
const SHOWN = ['', 'mermaid'];
/** Of languages without an SDK: their toolchains are not here, and each block says that it is not run. */
const OTHERS = ['java', 'rust', 'toml', 'xml'];
const CHECKED = ['sh', 'ts', 'python', 'go', 'json', 'yaml', 'env', 'proto', ...OTHERS, ...SHOWN];
/** The page takes it for granted that there is an exchange in `./data`. */
const MAKES_DATA =
  "ADMIN_ID=admin ADMIN_PASSWORD='choose one' redleaf serve; redleaf verify; mkdir -p ../archives";

let folder: string;
let demo: RedleafProcess;
let url: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-docs-'));
  const multicast = { ...(await multicastSettings()), WRITERS: 'multicast' };
  const args = ['demo', '--port', '0', '--data-dir', join(folder, 'demo'), '--rate', '200'];
  demo = RedleafProcess.start(args, { XDG_CONFIG_HOME: folder, ...multicast });
  url = /http:\S+/.exec(await demo.line())?.[0] ?? '';
  while (!(await demo.line()).includes('Ctrl-C'));
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const port = new URL(url).port;
  env = { PATH, HOME, NODE_COMPILE_CACHE, ...multicast, WRITERS: '', PORT: port, REDLEAF_URL: url };
});

afterAll(async () => {
  await demo.interrupt();
  rmSync(folder, { recursive: true, force: true });
});

/** The block with the addresses and folders of this test. */
function here({ code }: CodeBlock, home = folder): string {
  return code
    .replaceAll('http://127.0.0.1:8000', url)
    .replaceAll('224.1.1.1', env['MCAST_GROUP'] ?? '')
    .replaceAll('4444', env['MCAST_PORT'] ?? '')
    .replaceAll(/(?<![\w.])\/(?:var\/lib\/redleaf|backups|archives)\b/g, `${home}$&`);
}

function expectPrinted({ prints = '' }: CodeBlock, printed: string): void {
  expect(missingLines(prints, printed), printed).toEqual([]);
}

/** Programs of the documentation end by themselves. */
async function expectRuns(block: CodeBlock, command: string, args: readonly string[]): Promise<void> {
  const { stdout } = await promisify(execFile)(command, args, { cwd: folder, env, timeout: 30_000 });
  expectPrinted(block, stdout);
}

it('every block is of a language that is checked here, and what is not run is told', () => {
  expect(ALL.filter(({ language }) => !CHECKED.includes(language)).map(({ place }) => place)).toEqual([]);
  expect(RUN.filter(({ language }) => OTHERS.includes(language))).toEqual([]);
  const notRun = ALL.filter(({ notRun }) => notRun !== undefined);
  const runnable = RUN.filter(({ language }) => !SHOWN.includes(language));
  const reasons = notRun.map(({ place, notRun: reason }) => `\n  ${place}: ${reason}`);
  process.stdout.write(
    `${runnable.length} blocks are checked, ${notRun.length} are not${reasons.join('')}\n`,
  );
});

describe.concurrent('commands work as they are written', () => {
  const pages = [...new Set(of('sh').map(({ file }) => file))];

  it.for(pages)('%s', { timeout: 180_000 }, async (file, { signal }) => {
    const home = mkdtempSync(join(folder, 'page-'));
    const workshop = new Workshop(home, env);
    try {
      if (of('sh').some((one) => one.file === file && one.code.includes(' --data-dir ./data')))
        await workshop.shell(MAKES_DATA);
      // Programs of the page that have a name are in the folder where the reader would save them.
      for (const block of RUN.filter((one) => one.file === file)) {
        const name = /^(?:\/\/|#) (?<name>[\w-]+\.(?:mjs|ts|py|go))$/m.exec(block.code)?.groups?.['name'];
        if (block.language !== 'sh') {
          if (name !== undefined) writeFileSync(join(workshop.place, name), here(block, home));
          continue;
        }
        const { exitCode, printed } = await workshop.shell(here(block, home), signal);
        expect(exitCode, `${block.place}\n${printed}`).toBe(0);
        expectPrinted(block, printed);
      }
    } finally {
      workshop.close();
    }
  });
});

describe('programs in TypeScript', () => {
  const fileOf = (block: CodeBlock) => `${block.place.replaceAll(/[/:.]/g, '-')}.ts`;
  let programs: string;

  beforeAll(() => {
    // Packages are found from there.
    mkdirSync(join(ROOT, '.cache'), { recursive: true });
    programs = mkdtempSync(join(ROOT, '.cache/docs-'));
    for (const block of of('ts')) writeFileSync(join(programs, fileOf(block)), here(block));
  });

  afterAll(() => rmSync(programs, { recursive: true }));

  it('have the right types', async () => {
    const config = { extends: '../../tsconfig.json', include: ['*.ts'], exclude: [] };
    writeFileSync(join(programs, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const checked = promisify(execFile)(process.execPath, [tsc, '-p', programs]);
    await checked.catch((thrown: { readonly stdout: string }) => expect(thrown.stdout).toBe(''));
  });

  it.concurrent.for(of('ts').map((block) => [block.place, block] as const))('%s runs', ([, block]) =>
    expectRuns(block, process.execPath, [join(programs, fileOf(block))]),
  );
});

await describeWithPython('programs in Python', (python) => {
  it.concurrent.for(of('python').map((block) => [block.place, block] as const))(
    '%s runs',
    async ([, block]) => {
      env['PYTHONPATH'] = join(ROOT, 'clients/python/src');
      await expectRuns(block, python, ['-uBc', here(block)]);
    },
  );
});

await describeWithGo('programs in Go', () => {
  const nameOf = ({ place }: CodeBlock) => place.replaceAll(/[/:.]/g, '-').toLowerCase();
  let built: string;

  beforeAll(async () => {
    const module = join(folder, 'go');
    built = join(module, 'built');
    mkdirSync(built, { recursive: true });
    const sdk = join(ROOT, 'clients/go');
    const path = 'github.com/redleaf-exchange/redleaf/clients/go';
    const requirements = readFileSync(join(sdk, 'go.mod'), 'utf8').replace(/^module .*$/m, 'module docs');
    const replaced = `${requirements}\nrequire ${path} v0.0.0\nreplace ${path} => ${sdk}\n`;
    writeFileSync(join(module, 'go.mod'), replaced);
    writeFileSync(join(module, 'go.sum'), readFileSync(join(sdk, 'go.sum')));
    for (const block of of('go')) {
      mkdirSync(join(module, nameOf(block)));
      writeFileSync(join(module, nameOf(block), 'main.go'), here(block));
    }
    await promisify(execFile)('go', ['build', '-o', built, './...'], { cwd: module });
  }, 180_000);

  it.concurrent.for(of('go').map((block) => [block.place, block] as const))('%s runs', ([, block]) =>
    expectRuns(block, join(built, nameOf(block)), []),
  );
});

describe('settings', () => {
  const known = new Set(SETTINGS.map(({ name }) => name));
  const isKnown = (name: string) =>
    known.has(name) || (name.endsWith(FILE_SUFFIX) && SECRETS.has(name.slice(0, -FILE_SUFFIX.length)));

  it('of .env files are known', () => {
    for (const { code, place } of of('env'))
      expect(
        Object.keys(parseEnvFile(code, {})).filter((name) => !isKnown(name)),
        place,
      ).toEqual([]);
  });

  it('JSON and YAML can be read', () => {
    for (const { code, language } of of('json', 'yaml')) language === 'json' ? JSON.parse(code) : parse(code);
  });
});
