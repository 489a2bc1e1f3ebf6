import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../clients/cli/redleaf.ts', import.meta.url));

interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string>>;

/** Variables of the developer's shell must not reach the commands. */
function environment(own: Environment): NodeJS.ProcessEnv {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  return { PATH, HOME, NODE_COMPILE_CACHE, ...own };
}

/** Runs `redleaf` until it ends. */
export async function redleaf(args: readonly string[], env: Environment, input = ''): Promise<Finished> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: environment(env),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  const exited = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await exited;
  return { exitCode: child.exitCode, stdout, stderr };
}

/** Runs `redleaf` on a terminal, and types each answer when the output contains its question. */
export async function redleafAtTerminal(
  args: readonly string[],
  env: Environment,
  question: string,
  answer: string,
  ...others: readonly (readonly [question: string, answer: string])[]
): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const line = [process.execPath, PROGRAM, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    env: environment(env),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let output = '';
  const dialogue = [[question, answer] as const, ...others];
  let answered = 0;
  for await (const chunk of child.stdout) {
    output += chunk;
    const [asked, typed] = dialogue[0] ?? [];
    if (asked === undefined || !output.includes(asked, answered)) continue;
    answered = output.length;
    dialogue.shift();
    child.stdin.write(`${typed}\r`);
  }
  await exited;
  return { exitCode: child.exitCode, output };
}

/** A running `redleaf`. */
export class RedleafProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcess, lines: Interface) {
    this.#child = child;
    this.#exited = once(child, 'exit');
    this.#lines = lines[Symbol.asyncIterator]();
  }

  static start(args: readonly string[], env: Environment): RedleafProcess {
    // Most tests are not about threads, and an exchange on one thread starts faster.
    const own = { GATEWAYS: '0', ...env };
    // REDLEAF_LAUNCHER makes it end with this process, so a killed test run leaves no exchange behind.
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      env: { ...environment(own), REDLEAF_LAUNCHER: String(process.pid) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return new RedleafProcess(child, createInterface({ input: child.stdout }));
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('redleaf has no process');
    return this.#child.pid;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async line(): Promise<string> {
    const { done, value } = await this.#lines.next();
    if (done === true) throw new Error('redleaf has ended');
    return value;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Sends the signal of Ctrl-C. Resolves with the exit code. */
  interrupt(): Promise<number | null> {
    return this.end('SIGINT');
  }

  /** Sends a signal. Resolves with the exit code, which is null if the signal has killed the process. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    await this.#exited;
    return this.#child.exitCode;
  }
}
