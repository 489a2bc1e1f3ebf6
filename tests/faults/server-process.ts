import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./serve.ts', import.meta.url));

/** A real exchange in its own process, which can be killed at any moment. */
export class ServerProcess {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** It runs on one thread, unless the settings say otherwise. @param port 0 for a free one. A restart passes the same port again. */
  static async start(
    dataDir: string,
    port: number,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<ServerProcess> {
    const child = spawn(process.execPath, [PROGRAM], {
      env: {
        ...process.env,
        DATA_DIR: dataDir,
        PORT: String(port),
        LOG_LEVEL: 'error',
        GATEWAYS: '0',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await firstLine(child);
    return new ServerProcess(child, url);
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the server has no process');
    return this.#child.pid;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** Resolves when the operating system has ended the process. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    if (this.hasEnded) return this.#child.exitCode;
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    const [code] = await exited;
    return typeof code === 'number' ? code : null;
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the server has no output');
  const lines = createInterface({ input: child.stdout });
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`the server ended with ${code} before it was up`);
  });
  const [line] = await Promise.race([once(lines, 'line'), exited]);
  return String(line);
}
