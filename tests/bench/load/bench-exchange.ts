import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, withToken } from '../../faults/clients.ts';
import { ServerProcess } from '../../faults/server-process.ts';

const ADMIN = { ADMIN_ID: 'bench', ADMIN_PASSWORD: 'bench-password' };

/** An exchange in its own process with its journal on the disk, one instrument, and a party's token. */
export class BenchExchange {
  readonly server: ServerProcess;
  readonly instrumentId: number;
  readonly token: string;
  readonly dataDir: string;

  private constructor(server: ServerProcess, dataDir: string, instrumentId: number, token: string) {
    this.server = server;
    this.dataDir = dataDir;
    this.instrumentId = instrumentId;
    this.token = token;
  }

  /** @param settings besides the default ones. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<BenchExchange> {
    const dataDir = mkdtempSync(join(tmpdir(), 'redleaf-bench-'));
    const server = await ServerProcess.start(dataDir, 0, { ...ADMIN, GATEWAYS: 'auto', ...settings });
    // A benchmark that fails leaves no exchange behind.
    process.once('exit', () => void server.end('SIGKILL'));
    const { admin, session } = connect(server.url);
    const { token } = await session.login({ partyId: ADMIN.ADMIN_ID, password: ADMIN.ADMIN_PASSWORD });
    const { instrument } = await admin.createInstrument({ symbol: 'BENCH' }, withToken(token));
    return new BenchExchange(server, dataDir, instrument?.instrumentId ?? 0, token);
  }

  async stop(): Promise<void> {
    await this.server.end('SIGTERM');
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
