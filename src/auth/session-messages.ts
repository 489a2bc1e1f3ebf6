import type { CreateParty } from '../domain/command.ts';
import type { Party } from '../domain/party.ts';
import type { CrossingError } from '../threads/crossing-error.ts';
import type { Auth, NewPassword, WhichSessions } from './auth.ts';
import type { PresentedPassword } from './password-checks.ts';

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

/** What a gateway asks. Each kind is a method of `Auth`. Sessions are named by the hashes of their tokens. */
export type AuthRequest =
  | { readonly kind: 'login'; readonly presented: PresentedPassword; readonly tokenMs: number | undefined }
  | { readonly kind: 'verify'; readonly presented: PresentedPassword }
  | { readonly kind: 'renew'; readonly tokenHash: string; readonly tokenMs: number | undefined }
  | { readonly kind: 'logout'; readonly tokenHash: string }
  | {
      readonly kind: 'changePassword';
      readonly party: Party;
      readonly tokenHash: string;
      readonly passwords: NewPassword;
    }
  | { readonly kind: 'setPassword'; readonly partyId: string; readonly password: string; readonly by: Party }
  | { readonly kind: 'createParty'; readonly command: CreateParty; readonly password: string }
  | {
      readonly kind: 'setDisabled';
      readonly partyId: string;
      readonly isDisabled: boolean;
      readonly by: Party;
    }
  | { readonly kind: 'sessions'; readonly partyId: string; readonly after: number; readonly count: number }
  | { readonly kind: 'endSessions'; readonly which: WhichSessions; readonly by: Party }
  | { readonly kind: 'unlistedParties' };

/** The answer to each kind of request: that of the method of `Auth` with its name. */
export type AuthAnswers = { readonly [Kind in AuthRequest['kind']]: Awaited<ReturnType<Auth[Kind]>> };

export type Outcome =
  | { readonly answer: AuthAnswers[keyof AuthAnswers] }
  | { readonly error: CrossingError }
  /** The signal of the caller ended the request. */
  | { readonly isAborted: true };

export type ToAuth =
  /** The gateway has its parties, and takes the open sessions and every change from now on. */
  | { readonly kind: 'begin' }
  | { readonly kind: 'ask'; readonly id: number; readonly request: AuthRequest }
  /** The caller of a request does not want it any more. */
  | { readonly kind: 'abort'; readonly id: number }
  /** The gateway has the oldest change that it had not acknowledged yet. */
  | { readonly kind: 'applied' };

export type ToGateway =
  /** The first one has all open sessions. */
  | { readonly kind: 'changed'; readonly change: SessionsChange }
  | { readonly kind: 'answered'; readonly id: number; readonly outcome: Outcome };
