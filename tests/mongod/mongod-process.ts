import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';

const READY_MS = 60_000;

interface MongodOptions {
  /** Its name; without one it is a server on its own, which has no transactions. */
  readonly replicaSet?: string;
  /** Whether it asks who one is. As long as it has no user, anyone on this machine may make the first. */
  readonly auth?: boolean;
  /** How far it stands back behind other processes, 0 to 19: where it plays a server that is on another machine. */
  readonly niceness?: number;
}

/** One mongod on a port of its own, with a folder of its own: it can be killed and comes back as it was. */
export class MongodProcess {
  readonly port: number;
  readonly #binary: string;
  readonly #options: MongodOptions;
  readonly folder = mkdtempSync(join(tmpdir(), 'redleaf-mongod-'));
  #process: ChildProcess | undefined;

  private constructor(binary: string, port: number, options: MongodOptions) {
    this.#binary = binary;
    this.port = port;
    this.#options = options;
  }

  static async start(binary: string, options: MongodOptions = {}): Promise<MongodProcess> {
    const mongod = new MongodProcess(binary, await freePort(), options);
    await mongod.start();
    return mongod;
  }

  get url(): string {
    return `mongodb://127.0.0.1:${this.port}`;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const log = join(this.folder, 'mongod.log');
    const { replicaSet, auth = false, niceness = 0 } = this.#options;
    const child = spawn(
      'nice',
      [
        ...['-n', `${niceness}`, this.#binary],
        ...['--dbpath', this.folder, '--port', `${this.port}`, '--bind_ip', '127.0.0.1'],
        ...['--wiredTigerCacheSizeGB', '0.25', '--logpath', log],
        ...(replicaSet === undefined ? [] : ['--replSet', replicaSet, '--oplogSize', '128']),
        ...(auth ? ['--auth'] : []),
      ],
      { stdio: 'ignore' },
    );
    this.#process = child;
    guard(child, this.folder);
    await this.#answers(child, log);
  }

  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** It takes connections and requests, and answers nothing. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #answers(child: ChildProcess, log: string): Promise<void> {
    const client = new MongoClient(this.url, { directConnection: true, serverSelectionTimeoutMS: 500 });
    const deadline = Date.now() + READY_MS;
    try {
      for (;;) {
        try {
          await client.connect();
          await client.db('admin').command({ ping: 1 });
          return;
        } catch (error) {
          if (child.exitCode !== null) {
            throw new Error(
              `mongod exited with ${child.exitCode}: ${readFileSync(log, 'utf8').slice(-2_000)}`,
            );
          }
          if (Date.now() > deadline) throw error;
          await sleep(50);
        }
      }
    } finally {
      await client.close();
    }
  }
}

/**
 * However a test run ends, it leaves no server and no folder behind: the system closes the pipe on which a shell waits. A run
 * that is killed could not do it itself.
 */
function guard(child: ChildProcess, folder: string): void {
  const guarding = spawn('sh', ['-c', 'read -r _; kill -9 "$0"; rm -rf "$1"', `${child.pid}`, folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl-C is for the run, and not for who cleans up after it.
    detached: true,
  });
  guarding.unref();
  child.once('exit', () => guarding.kill('SIGKILL'));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
