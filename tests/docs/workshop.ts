import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { GO_FLAGS } from '../clients/go-flags.ts';

const ROOT = join(import.meta.dirname, '../..');
const SHIMS = join(import.meta.dirname, 'shims');
/** Folders that the documentation does not need. */
const LEFT_OUT = new Set(['.git', '.cache', 'node_modules', 'dist', 'data']);
/** Questions of commands, and the answers to type. */
const QUESTIONS: readonly (readonly [asks: RegExp, answer: string])[] = [
  [/\[input is masked\]/, 'choose one'],
  [/Type (?<word>\S+) to go on: *$/, '$<word>'],
];
/** Output of an exchange in the foreground that is ready. Then the test stops it, as a reader would with Ctrl-C. */
const IS_UP = /Redleaf Exchange at http\S+\s*$/;
const CTRL_C = '\x03';

/** npm's list of installed packages. npm installs nothing while it is newer than the lock file. */
const INSTALLED = '.package-lock.json';

/** A copy of the project that runs the blocks of one page one after the other, as in one terminal. */
export class Workshop {
  readonly folder: string;
  readonly #own: string;
  readonly #env: NodeJS.ProcessEnv;

  /** @param model a copy whose compiled code this one takes. */
  constructor(parent: string, env: NodeJS.ProcessEnv, model?: Workshop) {
    this.folder = join(parent, 'redleaf');
    this.#own = join(parent, 'own');
    copyProject(this.folder);
    if (model !== undefined) cpSync(model.#compiled, this.#compiled, { recursive: true });
    mkdirSync(this.#own);
    cpSync(join(ROOT, 'tests/fixtures/tls/server.crt'), join(parent, 'etc/redleaf/tls.crt'));
    cpSync(join(ROOT, 'tests/fixtures/tls/server.key'), join(parent, 'etc/redleaf/tls.key'));
    writeFileSync(join(this.#own, 'state'), `cd ${this.folder}\n`);
    this.#env = {
      // The pages are not about threads, and an exchange on one thread starts faster.
      GATEWAYS: '0',
      ...env,
      PATH: `${join(this.folder, 'node_modules/.bin')}:${env['PATH']}`,
      NO_COLOR: '1',
      NODE_COMPILE_CACHE: this.#compiled,
      // By relative paths, which are the same in all copies.
      NODE_COMPILE_CACHE_PORTABLE: '1',
      REDLEAF_COPY: this.folder,
      REDLEAF_TEST: this.#own,
      REDLEAF_TEST_RUN: String(process.pid),
      REDLEAF_SHIMS: SHIMS,
      XDG_CONFIG_HOME: this.#own,
      PIP_NO_COMPILE: '1',
      CARGO_TARGET_DIR: join(ROOT, '.cache/rust'),
      GOFLAGS: GO_FLAGS,
    };
  }

  get #compiled(): string {
    return join(this.folder, '.cache/compiled');
  }

  /** The current folder after the last block. */
  get place(): string {
    return /^cd (.*)$/m.exec(readFileSync(join(this.#own, 'state'), 'utf8'))?.[1] ?? this.folder;
  }

  /** Saves a file that a page shows. */
  save(name: string, content: string): void {
    const path = join(this.place, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  /** Runs a shell block at a terminal, and answers its questions. */
  async shell(
    code: string,
    signal?: AbortSignal,
  ): Promise<{ readonly exitCode: number | null; readonly printed: string }> {
    const script = join(this.#own, 'block.sh');
    const state = join(this.#own, 'state');
    writeFileSync(script, `set -e\nsource '${state}'\n${code}\necho "cd $PWD" >'${state}'\n`);
    const args = [
      '--quiet',
      '--return',
      '--command',
      `stty -echo cols 200; trap : INT; bash ${script}`,
      '/dev/null',
    ];
    const child = spawn('script', args, { env: this.#env, stdio: ['pipe', 'pipe', 'inherit'], signal });
    const exited = once(child, 'close');
    let printed = '';
    let answered = 0;
    for await (const chunk of child.stdout) {
      printed += chunk;
      const asked = stripVTControlCharacters(printed.slice(answered));
      for (const [asks, answer] of QUESTIONS) {
        const match = asks.exec(asked);
        if (match === null) continue;
        answered = printed.length;
        child.stdin.write(`${match[0].replace(asks, answer)}\r`);
      }
      if (!IS_UP.test(asked)) continue;
      answered = printed.length;
      child.stdin.write(CTRL_C);
    }
    await exited;
    return { exitCode: child.exitCode, printed };
  }

  /** Stops the exchange that a block may have started. */
  close(): void {
    const file = join(this.#own, 'server.pid');
    try {
      process.kill(Number(readFileSync(file, 'utf8')), 'SIGINT');
    } catch {
      // No exchange was started, or it has ended.
    }
  }
}

function copyProject(to: string): void {
  mkdirSync(to);
  const filter = (path: string) => !LEFT_OUT.has(basename(path));
  for (const name of readdirSync(ROOT).filter(filter))
    cpSync(join(ROOT, name), join(to, name), { recursive: true, filter });
  // Link packages one by one, because the project's own packages must be the copies.
  const modules = join(to, 'node_modules');
  mkdirSync(join(modules, '@redleaf'), { recursive: true });
  mkdirSync(join(modules, '.bin'));
  const link = (path: string) => symlinkSync(join(ROOT, 'node_modules', path), join(modules, path));
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    if (name !== '.bin' && name !== '@redleaf' && name !== INSTALLED) link(name);
  for (const name of readdirSync(join(ROOT, 'node_modules/.bin')))
    if (name !== 'redleaf') link(join('.bin', name));
  symlinkSync(join(to, 'clients/cli'), join(modules, '@redleaf/cli'));
  symlinkSync(join(to, 'clients/typescript'), join(modules, '@redleaf/client'));
  symlinkSync(join(SHIMS, 'redleaf'), join(modules, '.bin/redleaf'));
  const page = 'clients/dashboard/dist';
  if (existsSync(join(ROOT, page))) cpSync(join(ROOT, page), join(to, page), { recursive: true });
  cpSync(join(ROOT, 'node_modules', INSTALLED), join(modules, INSTALLED));
}
