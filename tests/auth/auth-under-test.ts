import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Auth } from '../../src/auth/auth.ts';
import { AuthClient } from '../../src/auth/auth-client.ts';
import { AuthServer } from '../../src/auth/auth-server.ts';
import { openAuth } from '../../src/auth/open-auth.ts';
import { Directory } from '../../src/directory/directory.ts';
import type { Command, Reply, SetPartyStatus } from '../../src/domain/command.ts';
import type { Party } from '../../src/domain/party.ts';
import { type Refusal, refuse } from '../../src/domain/refusal.ts';
import type { MongoSettings } from '../../src/mongo/connect.ts';
import { dateClock } from './date-clock.ts';
import { LoggedLines } from './logged-lines.ts';

/** Address of the callers in a test. */
export const HERE = '192.0.2.1';

export type StoreSettings = { readonly partyStore: 'sqlite' | 'mongo'; readonly mongo: MongoSettings };

/** Settings for a store without MongoDB. */
export const NO_MONGO: MongoSettings = {
  mongoUrl: '',
  mongoHost: '',
  mongoPort: 0,
  mongoDb: '',
  mongoUser: '',
  mongoPass: '',
};

/** What `open` has opened. */
interface Opened {
  readonly auth: Auth;
  readonly server: AuthServer;
  /** A gateway. */
  readonly client: AuthClient;
}

/** The real `auth/` on its own folder, with a list of parties instead of an exchange. Its parts talk over ports, as on threads. */
export class AuthUnderTest {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'redleaf-auth-'));
  readonly parties = new Directory();
  readonly log = new LoggedLines();
  /** Stands for the exchange. A test may replace it with one that fails. */
  submit = (command: Command): Promise<Reply> => this.listParty(command);
  readonly #store: StoreSettings;
  readonly #sessionMinutes: number;
  #opened: Opened | undefined;

  private constructor(store: StoreSettings, sessionMinutes: number) {
    this.#store = store;
    this.#sessionMinutes = sessionMinutes;
  }

  static async start(store: StoreSettings, sessionMinutes = 1): Promise<AuthUnderTest> {
    const started = new AuthUnderTest(store, sessionMinutes);
    await started.open();
    return started;
  }

  /** What a gateway uses. */
  get auth(): AuthClient {
    return this.#running.client;
  }

  get #views() {
    return { parties: this.parties, clock: dateClock };
  }

  get #running(): Opened {
    if (this.#opened === undefined) throw new Error('closed');
    return this.#opened;
  }

  /** Opens `auth/` as a start of the exchange does, with the parties already recovered. */
  async open(): Promise<void> {
    const auth = await openAuth({
      ...this.#store,
      dataDir: this.dataDir,
      sessionMinutes: this.#sessionMinutes,
      maxSessionsPerParty: 3,
      clock: dateClock,
      maxLoginsWaiting: 100,
      loginConcurrency: 2,
      parties: this.parties,
      logger: this.log,
      submit: (command) => this.submit(command),
    });
    const server = new AuthServer(auth);
    const client = await AuthClient.open(attachedPort(server), this.#views);
    this.#opened = { auth, server, client };
  }

  /** Another gateway. */
  attach(): Promise<AuthClient> {
    return AuthClient.open(this.attachPort(), this.#views);
  }

  /** The port of another gateway. */
  attachPort(): MessagePort {
    return attachedPort(this.#running.server);
  }

  ensureAdmin(partyId: string, password: string): Promise<void> {
    return this.#running.auth.ensureAdmin(partyId, password);
  }

  async close(): Promise<void> {
    await this.#opened?.server.close();
    this.#opened = undefined;
  }

  async restart(): Promise<void> {
    await this.close();
    await this.open();
  }

  async end(): Promise<void> {
    await this.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  create(partyId: string, password: string): Promise<Party | Refusal> {
    return this.auth.createParty(
      { kind: 'createParty', partyNumber: 0, partyId, partyName: '', isAdmin: false },
      password,
    );
  }

  /** Creates, disables or enables a party, like the exchange. */
  async listParty(command: Command): Promise<Reply> {
    if (command.kind === 'setPartyStatus') return this.#setStatus(command);
    if (command.kind !== 'createParty') throw new Error(`unexpected ${command.kind}`);
    const { partyId, partyName, isAdmin } = command;
    if (this.parties.partyById(partyId) !== undefined) {
      return refuse('DUPLICATE_PARTY', `there is a party ${partyId} already`, 'party_id');
    }
    const party = { partyNumber: this.parties.partyCount + 1, partyId, partyName, isAdmin };
    this.parties.partyCreated({ party });
    return { kind: 'partyCreated', party };
  }

  #setStatus({ partyId, isDisabled }: SetPartyStatus): Reply {
    const party = this.parties.partyById(partyId);
    if (party === undefined) throw new Error(`there is no party ${partyId}`);
    this.parties.partyStatusChanged({ partyNumber: party.partyNumber, isDisabled });
    return { kind: 'partyStatusSet', party: { ...party, isDisabled } };
  }
}

function attachedPort(server: AuthServer): MessagePort {
  const { port1, port2 } = new MessageChannel();
  server.attach(port1);
  return port2;
}
