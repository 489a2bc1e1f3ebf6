import { createContextKey, type HandlerContext } from '@connectrpc/connect';
import type { Auth } from '../../auth/auth.ts';
import type { Party } from '../../domain/party.ts';

/** The party that makes a call, and its token. */
export interface Caller {
  readonly party: Party;
  readonly token: string;
}

export const CALLER = createContextKey<Caller | undefined>(undefined, { description: 'caller' });

/** The caller of an RPC that needs a token. */
export function callerOf(context: HandlerContext): Caller {
  const caller = context.values.get(CALLER);
  if (caller === undefined) throw new Error(`${context.method.name} was let through without a caller`);
  return caller;
}

/** Aborts when the call ends, or the session of its token: a stream must not outlive its session. */
export function sessionSignalOf(context: HandlerContext, auth: Auth): AbortSignal {
  return AbortSignal.any([context.signal, auth.endOf(callerOf(context).token)]);
}
