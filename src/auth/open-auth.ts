import type { Clock } from '../domain/clock.ts';
import type { Command, Reply } from '../domain/command.ts';
import type { Logger } from '../domain/logger.ts';
import type { Party } from '../domain/party.ts';
import type { MongoSettings } from '../mongo/connect.ts';
import { Auth } from './auth.ts';
import type { Credentials } from './credentials.ts';
import { Enrollment } from './enrollment.ts';
import { FairQueue } from './fair-queue.ts';
import { LoginDelays } from './login-delays.ts';
import { PasswordChecks } from './password-checks.ts';
import type { PasswordStore } from './password-store.ts';
import { Passwords } from './passwords.ts';
import { Sessions } from './sessions.ts';
import { openSqliteCredentials } from './sqlite-credentials.ts';
import { SqlitePasswordStore } from './sqlite-password-store.ts';
import { VerifiedPasswords } from './verified-passwords.ts';

export interface AuthOptions {
  readonly dataDir: string;
  /** Where passwords are stored. Sessions are always in the data folder. */
  readonly partyStore: 'sqlite' | 'mongo';
  readonly mongo: MongoSettings;
  readonly sessionMinutes: number;
  readonly maxSessionsPerParty: number;
  readonly clock: Clock;
  readonly maxLoginsWaiting: number;
  /** Maximum number of concurrent password checks. */
  readonly loginConcurrency: number;
  /** Committed parties. */
  readonly parties: { partyById(partyId: string): Party | undefined };
  readonly logger: Logger;
  submit(command: Command): Promise<Reply>;
}

/** Opens the credentials of a data folder, and wires the parts of this folder. */
export async function openAuth(options: AuthOptions): Promise<Auth> {
  const { parties, logger } = options;
  const credentials = openSqliteCredentials(options.dataDir, (message) => logger.warn({}, message));
  const store = await openStore(options, credentials);
  const passwords = new Passwords(
    new FairQueue({ concurrency: options.loginConcurrency, maxWaiting: options.maxLoginsWaiting }),
  );
  const delays = new LoginDelays(logger);
  // Without this, every address would be unknown after a restart.
  for (const { partyId, address } of credentials.sessions.all()) delays.markKnown(partyId, address);
  const checks = new PasswordChecks(passwords, delays);
  const submit = (command: Command) => options.submit(command);
  return new Auth({
    credentials,
    store,
    passwords,
    checks,
    verified: new VerifiedPasswords(checks),
    sessions: new Sessions(credentials.sessions, {
      sessionMs: options.sessionMinutes * 60_000,
      maxPerParty: options.maxSessionsPerParty,
      clock: options.clock,
    }),
    enrollment: new Enrollment({ store, passwords, parties, logger, submit }),
    parties,
    logger,
    submit,
  });
}

async function openStore(
  { partyStore, mongo, logger }: AuthOptions,
  { passwords, knownPasswords }: Credentials,
): Promise<PasswordStore> {
  if (partyStore === 'sqlite') return new SqlitePasswordStore(passwords);
  // Loaded only when needed: most exchanges do not use MongoDB.
  const { MongoPasswordStore } = await import('./mongo-password-store.ts');
  return MongoPasswordStore.open({ settings: mongo, known: knownPasswords, logger });
}
