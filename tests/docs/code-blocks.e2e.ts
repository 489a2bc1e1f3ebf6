import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FILE_SUFFIX, SECRETS, SETTINGS } from '../../src/settings/config.ts';
import { parseEnvFile } from '../../src/settings/env-file.ts';
import { describeWithGo } from '../clients/describe-with-go.ts';
import { describeWithPython } from '../clients/describe-with-python.ts';
import { GO_FLAGS } from '../clients/go-flags.ts';
import { RedleafProcess } from '../clients/redleaf-process.ts';
import { findMongod } from '../mongod/find-mongod.ts';
import { MongodProcess } from '../mongod/mongod-process.ts';
import { multicastSettings } from '../multicast/multicast-settings.ts';
import { type CodeBlock, codeBlocks, writtenPages } from './code-blocks.ts';
import { missingLines } from './printed.ts';
import { Workshop } from './workshop.ts';

const ROOT = join(import.meta.dirname, '../..');
const ALL = writtenPages(ROOT).flatMap((file) => codeBlocks(ROOT, file));
const of = (...languages: readonly string[]) => ALL.filter(({ language }) => languages.includes(language));
/** Languages of output and of diagrams. */
const SHOWN = ['', 'mermaid'];
/** Languages without an SDK. Commands of the same page compile these files. */
const OTHERS = ['java', 'ruby', 'rust', 'toml', 'xml'];
const CHECKED = ['sh', 'ts', 'python', 'go', 'json', 'yaml', 'env', 'proto', ...OTHERS, ...SHOWN];
const PAGE_MS = process.env['CAMPAIGN'] === undefined ? 240_000 : 3_600_000;

const mongod = await findMongod({ ...process.env, MONGO_URL: '', MONGO_HOST: '' });
if (mongod.is === 'missing' && process.env['REQUIRE_MONGO'] === '1') throw new Error(mongod.why);

let folder: string;
let demo: RedleafProcess;
let database: MongodProcess | undefined;
let url: string;
let env: NodeJS.ProcessEnv;
let model: Workshop;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redleaf-docs-'));
  const multicast = { ...(await multicastSettings()), WRITERS: 'multicast' };
  const args = ['demo', '--port', '0', '--data-dir', join(folder, 'demo'), '--rate', '200'];
  demo = RedleafProcess.start(args, { XDG_CONFIG_HOME: folder, ...multicast });
  url = /http:\S+/.exec(await demo.line())?.[0] ?? '';
  while (!(await demo.line()).includes('Ctrl-C'));
  if (mongod.is === 'binary') database = await MongodProcess.start(mongod.path);
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  env = {
    ...registries(),
    PATH,
    HOME,
    NODE_COMPILE_CACHE,
    ...multicast,
    WRITERS: '',
    PORT: '0',
    REDLEAF_URL: url,
  };
  model = new Workshop(mkdtempSync(join(folder, 'page-')), env);
  // The last command stops the demo. What a program has compiled is saved when it ends.
  const commands = 'redleaf demo && redleaf status && redleaf verify --data-dir data/demo';
  const { exitCode, printed } = await model.shell(commands);
  expect(exitCode, printed).toBe(0);
});

afterAll(async () => {
  await demo.interrupt();
  await database?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The variables for package registries. Variables of an exchange must not reach the commands. */
function registries(): NodeJS.ProcessEnv {
  const names = /_PROXY$|CERT|^(?:PIP_|GOPROXY$|npm_config_registry$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => names.test(name)));
}

/** The needs of a block that this machine, or this test run, does not meet. */
function missing({ notes: { needs = [] } }: CodeBlock): string[] {
  return needs.filter((need) => {
    if (need === 'mongod') return mongod.is !== 'binary';
    if (need === 'CAMPAIGN') return process.env['CAMPAIGN'] === undefined;
    if (need === 'REQUIRE_SDKS')
      return process.env['REQUIRE_SDKS'] !== '1' && process.env['CAMPAIGN'] === undefined;
    return spawnSync('which', [need]).status !== 0;
  });
}

/** Whether this test runs the block or a part of it. */
function isRun(block: CodeBlock): boolean {
  const { notRun, withoutLines, runBy } = block.notes;
  return (
    (notRun === undefined || withoutLines !== undefined) && runBy === undefined && missing(block).length === 0
  );
}

/** The block with the addresses and folders of this test, and without the lines that are not run. */
function here({ code, notes: { withoutLines = [] } }: CodeBlock, home = folder): string {
  return code
    .split('\n')
    .filter((line) => !withoutLines.includes(commandOf(line)))
    .join('\n')
    .replaceAll('127.0.0.1:8000', new URL(url).host)
    .replaceAll('224.1.1.1', env['MCAST_GROUP'] ?? '')
    .replaceAll('4444', env['MCAST_PORT'] ?? '')
    .replaceAll('~/redleaf-exchange', `${home}/redleaf`)
    .replaceAll(/(?<![\w.])\/(?:var\/lib\/redleaf|etc\/redleaf|backups|archives)\b/g, `${home}$&`);
}

/** A shell line without its comment. */
function commandOf(line: string): string {
  return line.replace(/(?:^|\s+)#.*$/, '').trim();
}

function expectPrinted({ prints = '' }: CodeBlock, printed: string): void {
  expect(missingLines(prints, printed), printed).toEqual([]);
}

/** Runs a program until it ends by itself. */
async function expectRuns(block: CodeBlock, command: string, args: readonly string[]): Promise<void> {
  const { stdout } = await promisify(execFile)(command, args, { cwd: folder, env, timeout: 30_000 });
  expectPrinted(block, stdout);
}

it('every block is of a language that is checked here, and what is not run is printed', () => {
  expect(ALL.filter(({ language }) => !CHECKED.includes(language)).map(({ place }) => place)).toEqual([]);
  const lines = (texts: readonly string[]) => texts.map((text) => `\n  ${text}`).join('');
  const notRun = ALL.filter(({ notes }) => notes.notRun !== undefined).map(
    ({ place, notes }) =>
      `${place}${notes.withoutLines ? ` (${notes.withoutLines.join('; ')})` : ''}: ${notes.notRun}`,
  );
  const skipped = ALL.filter((block) => missing(block).length > 0).map(
    (block) => `${block.place}: needs ${missing(block).join(' and ')}`,
  );
  process.stdout.write(
    `${ALL.filter((block) => isRun(block) && !SHOWN.includes(block.language)).length} blocks of code are checked\n` +
      `never run:${lines(notRun)}\n` +
      (skipped.length === 0 ? '' : `*** SKIPPED in this run:${lines(skipped)}\n`),
  );
});

it('what another test runs stands in it word for word', () => {
  const words = (text: string) => ` ${text.split(/[^\w./=:-]+/).join(' ')} `;
  const byOthers = ALL.filter(({ notes }) => notes.runBy !== undefined);
  expect(byOthers).not.toEqual([]);
  for (const block of byOthers) {
    const test = words(readFileSync(join(ROOT, block.notes.runBy ?? ''), 'utf8'));
    const commands = here(block)
      .split(/\n|&&/)
      .map(commandOf)
      .filter((command) => command !== '');
    expect(
      commands.filter((command) => !test.includes(words(command).trimEnd())),
      block.place,
    ).toEqual([]);
  }
});

it('a line that is not run is a line of its block', () => {
  for (const { code, place, notes } of ALL)
    expect(code.split('\n').map(commandOf), place).toEqual(
      expect.arrayContaining([...(notes.withoutLines ?? [])]),
    );
});

describe.concurrent('commands work as they are written', () => {
  const pages = [
    ...new Set(
      of('sh')
        .filter(isRun)
        .map(({ file }) => file),
    ),
  ];

  it.for(pages)('%s', { timeout: PAGE_MS }, async (file, { signal }) => {
    const home = mkdtempSync(join(folder, 'page-'));
    // Each page has its own multicast group and database.
    const own = { ...(await multicastSettings()), MONGO_URL: database?.url, MONGO_DB: basename(home) };
    const workshop = new Workshop(home, { ...env, ...own }, model);
    try {
      for (const block of ALL.filter((one) => one.file === file && isRun(one))) {
        // Files with a name are saved where a reader would save them.
        if (block.name !== undefined) workshop.save(block.name, here(block, home));
        if (block.language !== 'sh') continue;
        for (const [code, what] of [
          [block.notes.first, 'before '],
          [here(block, home), ''],
        ] as const) {
          if (code === undefined) continue;
          const { exitCode, printed } = await workshop.shell(code, signal);
          expect(exitCode, `${what}${block.place}\n${printed}`).toBe(0);
          if (what === '') expectPrinted(block, printed);
        }
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
    // Below the project, so that packages are found.
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
    const env = { ...process.env, GOFLAGS: GO_FLAGS };
    await promisify(execFile)('go', ['build', '-o', built, './...'], { cwd: module, env });
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
