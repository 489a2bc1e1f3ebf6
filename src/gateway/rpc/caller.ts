import { createContextKey, type HandlerContext } from '@connectrpc/connect';
import type { AuthClient } from '../../auth/auth-client.ts';
import type { Party } from '../../domain/party.ts';
import { bearerTokenOf } from '../http/bearer-token.ts';

/** The party that makes a call, and its token. */
export interface Caller {
  readonly party: Party;
  readonly token: string;
}

/** The caller with this `authorization` header; undefined without a valid token. */
export function callerWith(authorization: string | undefined, auth: AuthClient): Caller | undefined {
  const token = bearerTokenOf(authorization);
  const party = token === undefined ? undefined : auth.partyOf(token);
  return token === undefined || party === undefined ? undefined : { party, token };
}

export const CALLER = createContextKey<Caller | undefined>(undefined, { description: 'caller' });

/** The caller of an RPC that needs a token. */
export function callerOf(context: HandlerContext): Caller {
  const caller = context.values.get(CALLER);
  if (caller === undefined) throw new Error(`${context.method.name} was let through without a caller`);
  return caller;
}

/** Aborts when the call ends, or the session of its token: a stream must not outlive its session. */
export function sessionSignalOf(context: HandlerContext, auth: AuthClient): AbortSignal {
  return AbortSignal.any([context.signal, auth.endOf(callerOf(context).token)]);
}
