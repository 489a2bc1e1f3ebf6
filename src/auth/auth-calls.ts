import type { CreateParty } from '../domain/command.ts';
import type { Party } from '../domain/party.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Auth } from './auth.ts';

/** An open session as every gateway knows it. */
export interface KnownSession {
  /** SHA-256 of the token, in base64url. */
  readonly tokenHash: string;
  readonly partyId: string;
  /** The party when the session was sent; undefined when the exchange does not have it. */
  readonly party: Party | undefined;
  readonly expireTimeMs: number;
}

/** A change of the open sessions. */
export interface SessionsChange {
  /** New sessions, and sessions with another expiry. */
  readonly open: readonly KnownSession[];
  /** Token hashes of the sessions that have ended. */
  readonly ended: readonly string[];
}

/** Methods of `Auth` that a gateway calls as they are. Sessions are named by the hashes of their tokens. */
type AuthMethods = Asked<
  Pick<
    Auth,
    | 'login'
    | 'verify'
    | 'renew'
    | 'logout'
    | 'changePassword'
    | 'setDisabled'
    | 'sessions'
    | 'endSessions'
    | 'unlistedParties'
  >
>;

/** The same functions, on another thread. */
type Asked<Functions> = {
  [Name in keyof Functions]: Functions[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

/** Functions of the thread with the sessions, which a gateway calls. */
export interface AuthFunctions extends AuthMethods {
  /** The gateway has its parties, and takes the open sessions and every change from now on. */
  begin(): void;
  /** See `Auth.setPassword`. @param request a number for `abort`. */
  setPassword(request: number, partyId: string, password: string, by: Party): Promise<void>;
  /** See `Auth.createParty`. @param request a number for `abort`. */
  createParty(request: number, command: CreateParty, password: string): Promise<Party | Refusal>;
  /** The caller of a request does not want it any more. */
  abort(request: number): void;
}

/** Functions of a gateway, which the thread with the sessions calls. */
export interface GatewayFunctions {
  /** The first change has all open sessions. */
  change(change: SessionsChange): void;
}
