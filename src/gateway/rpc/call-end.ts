import { ConnectError, type HandlerContext } from '@connectrpc/connect';
import { CALLER_GONE, isDisconnect } from '../http/caller-gone.ts';
import { explainLibraryError } from './library-errors.ts';
import type { EndedCall } from './log-requests.ts';

interface Abortable {
  abort(reason?: unknown): void;
}

type CallEnd = Pick<EndedCall, 'error' | 'ms'>;

/**
 * Reports the end of each call, by its caller, its deadline, the server or its handler. This includes calls that never reach an
 * interceptor, such as those without a token.
 *
 * The library aborts the context of a call with the error, just before it sends that error. So this is the place to add details
 * to the library's own errors, also if the signal has aborted already because of a deadline.
 */
export function onCallEnd(context: HandlerContext, ended: (end: CallEnd) => void): void {
  if (!isAbortable(context)) throw new Error('the RPC library ends its calls elsewhere now');
  const startMs = performance.now();
  const { abort } = context;
  context.abort = (reason) => abort(explained(reason));
  const { signal } = context;
  const onAbort = () => ended({ error: errorOf(signal.reason), ms: Math.round(performance.now() - startMs) });
  signal.addEventListener('abort', onAbort, { once: true });
}

function explained(reason: unknown): unknown {
  if (reason instanceof ConnectError) explainLibraryError(reason);
  else if (isDisconnect(reason)) return CALLER_GONE;
  return reason;
}

/** A successful call aborts its signal too, with a reason that is no error. */
function errorOf(reason: unknown): unknown {
  return reason instanceof DOMException && reason.name === 'AbortError' ? undefined : reason;
}

function isAbortable(context: HandlerContext): context is HandlerContext & Abortable {
  return 'abort' in context && typeof context.abort === 'function';
}
