import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Auth } from '../../src/auth/auth.ts';
import { openAuth } from '../../src/auth/open-auth.ts';
import { Directory } from '../../src/directory/directory.ts';
import type { Command, Reply } from '../../src/domain/command.ts';
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

/** The real `auth/` on its own folder, with a list of parties instead of an exchange. */
export class AuthUnderTest {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'redleaf-auth-'));
  readonly parties = new Directory();
  readonly log = new LoggedLines();
  /** Stands for the exchange. A test may replace it with one that fails. */
  submit = (command: Command): Promise<Reply> => this.listParty(command);
  readonly #store: StoreSettings;
  #auth: Auth | undefined;

  private constructor(store: StoreSettings) {
    this.#store = store;
  }

  static async start(store: StoreSettings): Promise<AuthUnderTest> {
    const started = new AuthUnderTest(store);
    await started.open();
    return started;
  }

  get auth(): Auth {
    if (this.#auth === undefined) throw new Error('closed');
    return this.#auth;
  }

  /** Opens `auth/` as a start of the exchange does, with the parties already recovered. */
  async open(): Promise<void> {
    this.#auth = await openAuth({
      ...this.#store,
      dataDir: this.dataDir,
      sessionMinutes: 1,
      maxSessionsPerParty: 3,
      clock: dateClock,
      maxLoginsWaiting: 100,
      loginConcurrency: 2,
      parties: this.parties,
      logger: this.log,
      submit: (command) => this.submit(command),
    });
  }

  async close(): Promise<void> {
    await this.#auth?.close();
    this.#auth = undefined;
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

  /** Creates a party, like the exchange. */
  async listParty(command: Command): Promise<Reply> {
    if (command.kind !== 'createParty') throw new Error(`unexpected ${command.kind}`);
    const { partyId, partyName, isAdmin } = command;
    if (this.parties.partyById(partyId) !== undefined) {
      return refuse('DUPLICATE_PARTY', `there is a party ${partyId} already`, 'party_id');
    }
    const party = { partyNumber: this.parties.partyCount + 1, partyId, partyName, isAdmin };
    this.parties.partyCreated({ party });
    return { kind: 'partyCreated', party };
  }
}
