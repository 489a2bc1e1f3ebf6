import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import bcrypt from 'bcrypt';
import { AdminService } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import { openSqliteCredentials } from '../../../src/auth/sqlite-credentials.ts';
import { type RunningExchange, startExchange } from '../../../src/main.ts';
import { loadConfig } from '../../../src/settings/config.ts';

/** First password of every party. The recorded ones are too short for the API and are set later. */
const LONG_PASSWORD = 'correct horse';
/** The lowest cost of bcrypt, because these tests do not need its time. */
const BCRYPT_COST = 4;

/** A real exchange with the parties of the recording. */
export class SeedExchange {
  readonly #dataDir: string;
  #running: RunningExchange;
  readonly #headers: { readonly authorization: string };

  private constructor(
    dataDir: string,
    running: RunningExchange,
    headers: { readonly authorization: string },
  ) {
    this.#dataDir = dataDir;
    this.#running = running;
    this.#headers = headers;
  }

  static async start(): Promise<SeedExchange> {
    const dataDir = mkdtempSync(join(tmpdir(), 'redleaf-rest-'));
    const running = await startExchange(configOf(dataDir));
    const { token } = await createClient(SessionService, transportOf(running)).login({
      partyId: 'Adam',
      password: LONG_PASSWORD,
    });
    const headers = { authorization: `Bearer ${token}` };
    const exchange = new SeedExchange(dataDir, running, headers);
    await exchange.setPassword('Adam', 'admin');
    await exchange.addParty('2', 'PartyTwo', 'test123');
    await exchange.addParty('Bob', 'Bob Ltd', 'bobpw');
    await exchange.addParty('Carol', 'Carol & Co', 'carolpw');
    return exchange;
  }

  get url(): string {
    return this.#running.url;
  }

  async addParty(partyId: string, partyName: string, password: string): Promise<void> {
    await createClient(AdminService, transportOf(this.#running)).createParty(
      { partyId, partyName, password: LONG_PASSWORD },
      { headers: this.#headers },
    );
    await this.setPassword(partyId, password);
  }

  /** Sets a password while the exchange is stopped, because the seed's passwords are too short for the API. */
  async setPassword(partyId: string, password: string): Promise<void> {
    await this.#running.stop();
    const credentials = openSqliteCredentials(this.#dataDir);
    credentials.passwords.set(partyId, await bcrypt.hash(password, BCRYPT_COST));
    credentials.close();
    this.#running = await startExchange(configOf(this.#dataDir));
  }

  /** Restarts the exchange on the same data folder. */
  async restart(): Promise<void> {
    await this.#running.stop();
    this.#running = await startExchange(configOf(this.#dataDir));
  }

  async stop(): Promise<void> {
    await this.#running.stop();
    rmSync(this.#dataDir, { recursive: true });
  }
}

function transportOf({ url }: RunningExchange) {
  return createConnectTransport({ baseUrl: url, httpVersion: '1.1' });
}

function configOf(dataDir: string) {
  return loadConfig(
    {
      PORT: '0',
      GATEWAYS: '0',
      DATA_DIR: dataDir,
      ADMIN_ID: 'Adam',
      ADMIN_PASSWORD: LONG_PASSWORD,
      LOG_LEVEL: 'silent',
      SNAPSHOT_EVENTS: '20',
    },
    {},
  );
}
