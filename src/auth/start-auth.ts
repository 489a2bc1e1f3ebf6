import type { Party } from '../domain/party.ts';
import { AuthServer } from './auth-server.ts';
import { type AuthOptions, openAuth } from './open-auth.ts';

export interface StartOptions extends Omit<AuthOptions, 'parties' | 'submit'> {
  /** The administrator that must exist; an empty id for none. See `Auth.ensureAdmin`. */
  readonly admin: { readonly partyId: string; readonly password: string };
  /** The exchange, as `ExchangeLink` gives it. */
  readonly exchange: Pick<AuthOptions, 'submit'> & AuthOptions['parties'] & { parties(): Iterable<Party> };
}

/**
 * Opens the credentials and makes them fit the parties. Runs on any thread.
 *
 * @throws DamagedError, AdminPasswordMissingError, or RefusedError when the administrator cannot be created.
 */
export async function startAuth({ admin, exchange, ...options }: StartOptions): Promise<AuthServer> {
  const submit: AuthOptions['submit'] = (command) => exchange.submit(command);
  const auth = await openAuth({ ...options, parties: exchange, submit });
  try {
    auth.endSessionsOfDisabled(exchange.parties());
    if (admin.partyId !== '') await auth.ensureAdmin(admin.partyId, admin.password);
    return new AuthServer(auth);
  } catch (error) {
    await auth.close();
    throw error;
  }
}
