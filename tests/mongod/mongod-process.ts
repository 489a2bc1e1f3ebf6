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
  /** Name of the replica set. Without one, the server is standalone and has no transactions. */
  readonly replicaSet?: string;
  /** Whether users must log in. While there is no user, anyone on this machine may create the first one. */
  readonly auth?: boolean;
  /** 0 to 19. A high value makes room for other processes, as if the server were on another machine. */
  readonly niceness?: number;
}

/** A mongod with its own port and folder. It can be killed and started again with its data. */
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

  /** Resolves when the server answers. */
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

  /** Stops the process without ending it: the server accepts connections and requests, but answers none. */
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
 * Removes the server and its folder even if the test run is killed: a shell waits on a pipe, which the system closes when the
 * run ends.
 */
function guard(child: ChildProcess, folder: string): void {
  const shell = spawn('sh', ['-c', 'read -r _; kill -9 "$0"; rm -rf "$1"', `${child.pid}`, folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl-C must not end the shell.
    detached: true,
  });
  shell.unref();
  child.once('exit', () => shell.kill('SIGKILL'));
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
