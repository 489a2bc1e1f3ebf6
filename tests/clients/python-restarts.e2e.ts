import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connectRedleaf } from '@redleaf/client';
import { expect, it } from 'vitest';
import { ServerProcess } from '../faults/server-process.ts';
import { describeWithPython } from './describe-with-python.ts';

const PACKAGE = join(import.meta.dirname, '../../clients/python');
const ACCOUNT = { partyId: 'alice', password: 'correct horse' };
const HEARTBEAT_MS = 500;

await describeWithPython('the Python SDK and an exchange that goes away', (python) => {
  it('loses nothing, repeats nothing, and says when its book is stale', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'redleaf-python-'));
    const settings = {
      ADMIN_ID: ACCOUNT.partyId,
      ADMIN_PASSWORD: ACCOUNT.password,
      HEARTBEAT_MS: String(HEARTBEAT_MS),
    };
    let program: Program | undefined;
    let server = await ServerProcess.start(folder, 0, settings);
    const { url, port } = server;
    try {
      const redleaf = connectRedleaf({ url, ...ACCOUNT });
      await redleaf.admin.createInstrument({ symbol: 'ACME' });
      redleaf.close();
      program = new Program(python, url);
      expect(await program.line()).toBe('live');
      for (let kill = 0; kill < 2; kill += 1) {
        await server.end('SIGKILL');
        expect(await program.line()).toBe('stale');
        server = await ServerProcess.start(folder, port, settings);
        expect(await program.line()).toBe('live');
      }
      process.kill(server.pid, 'SIGSTOP');
      expect(await program.line()).toBe('stale');
      process.kill(server.pid, 'SIGCONT');
      expect(await program.line()).toBe('live');
      const result = await program.result();
      expect(result).toMatchObject({
        reports_ascend: true,
        trades_differ: [],
        book_is_right: true,
        distinct: result.orders,
        answers: result.orders,
        new_reports: result.orders,
      });
      expect(result.orders).toBeGreaterThan(200);
      expect(result.notices).toMatchObject({
        'book stale': 3,
        'book reconnected': 3,
        'book resynced': 3,
      });
      // Wait for the book: the next kill, or the end of the freeze, may come before this stream is back.
      expect(result.notices['executions reconnected']).toBeGreaterThanOrEqual(1);
    } finally {
      program?.kill();
      await server.end('SIGKILL');
      rmSync(folder, { recursive: true });
    }
  });
});

interface Result {
  readonly orders: number;
  readonly notices: Readonly<Record<string, number>>;
}

class Program {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(python: string, url: string) {
    const { PATH } = process.env;
    const account = { PARTY_ID: ACCOUNT.partyId, PASSWORD: ACCOUNT.password };
    const child = spawn(python, ['-B', 'tests/survive.py'], {
      cwd: PACKAGE,
      env: { PATH, PYTHONPATH: 'src', REDLEAF_URL: url, HEARTBEAT: String(HEARTBEAT_MS / 1_000), ...account },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    const { done, value } = await this.#lines.next();
    if (done === true) throw new Error('the program has ended');
    return value;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async result(): Promise<Result> {
    const exited = once(this.#child, 'exit');
    this.#child.stdin?.end('\n');
    const result: Result = JSON.parse(await this.line());
    await exited;
    return result;
  }
}
