import type { Party } from '../domain/party.ts';
import { AuthServer } from './auth-server.ts';
import { type AuthOptions, openAuth } from './open-auth.ts';

interface StartOptions extends AuthOptions {
  /** The administrator that must exist; an empty id for none. See `Auth.ensureAdmin`. */
  readonly admin: { readonly partyId: string; readonly password: string };
  /** See `AuthServer`. */
  readonly caughtUp: () => Promise<void> | undefined;
  /** Committed parties. */
  readonly parties: AuthOptions['parties'] & { parties(): Iterable<Party> };
}

/**
 * Opens the credentials and makes them fit the parties.
 *
 * @throws DamagedError, AdminPasswordMissingError, or RefusedError when the administrator cannot be created.
 */
export async function startAuth({ admin, caughtUp, ...options }: StartOptions): Promise<AuthServer> {
  const auth = await openAuth(options);
  try {
    auth.endSessionsOfDisabled(options.parties.parties());
    if (admin.partyId !== '') await auth.ensureAdmin(admin.partyId, admin.password);
    return new AuthServer(auth, caughtUp);
  } catch (error) {
    await auth.close();
    throw error;
  }
}
