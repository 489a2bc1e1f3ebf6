import { createContextKey, type HandlerContext } from '@connectrpc/connect';
import type { Auth } from '../../auth/auth.ts';
import type { Party } from '../../domain/party.ts';

/** Who makes a call, and with which token. */
export interface Caller {
  readonly party: Party;
  readonly token: string;
}

export const CALLER = createContextKey<Caller | undefined>(undefined, { description: 'caller' });

/** The caller of a call that the gate lets nobody make without a token. */
export function callerOf(context: HandlerContext): Caller {
  const caller = context.values.get(CALLER);
  if (caller === undefined) throw new Error(`${context.method.name} was let through without a caller`);
  return caller;
}

/** Aborts when the call is over, and when the session that it was made with is: a stream must not outlive it. */
export function sessionSignalOf(context: HandlerContext, auth: Auth): AbortSignal {
  return AbortSignal.any([context.signal, auth.endOf(callerOf(context).token)]);
}
