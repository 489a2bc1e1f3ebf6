import type { Command, Reply } from '../domain/command.ts';
import type { Party } from '../domain/party.ts';
import { Auth } from './auth.ts';
import { Passwords } from './passwords.ts';
import { Sessions } from './sessions.ts';
import { openSqliteCredentials } from './sqlite-credentials.ts';
import { VerifiedPasswords } from './verified-passwords.ts';

interface Options {
  readonly dataDir: string;
  readonly sessionMinutes: number;
  readonly maxSessionsPerParty: number;
  readonly maxLoginsWaiting: number;
  /** Password checks at a time. */
  readonly loginConcurrency: number;
  /** The parties that there are for good. */
  readonly parties: { partyById(partyId: string): Party | undefined };
  submit(command: Command): Promise<Reply>;
}

/** Everything of `auth/`, wired, on the credentials of a data folder. */
export function openAuth(options: Options): Auth {
  const credentials = openSqliteCredentials(options.dataDir);
  const passwords = new Passwords({
    concurrency: options.loginConcurrency,
    maxWaiting: options.maxLoginsWaiting,
  });
  return new Auth({
    credentials,
    passwords,
    verified: new VerifiedPasswords(passwords),
    sessions: new Sessions(credentials, {
      sessionMs: options.sessionMinutes * 60_000,
      maxPerParty: options.maxSessionsPerParty,
    }),
    parties: options.parties,
    submit: (command) => options.submit(command),
  });
}
