import { ConnectError, type HandlerContext } from '@connectrpc/connect';
import { CALLER_GONE, isDisconnect } from '../http/caller-gone.ts';
import { explainLibraryError } from './library-errors.ts';

interface Abortable {
  abort(reason?: unknown): void;
}

/** What became of a call. */
export interface CallEnd {
  /** Undefined when it ended well. Anything but a ConnectError is a fault of ours. */
  readonly error: unknown;
  readonly ms: number;
}

/**
 * Reports the end of each call, caused by its caller, its deadline, the server or its handler. That includes calls that
 * never reach an interceptor, such as those without a token.
 *
 * The library aborts the context of a call with what it failed with, just before it writes that out: the one place to
 * explain its own errors, also when the signal has aborted already because a deadline has passed.
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

/** A call that ends well ends its signal too, with no reason but that. */
function errorOf(reason: unknown): unknown {
  return reason instanceof DOMException && reason.name === 'AbortError' ? undefined : reason;
}

function isAbortable(context: HandlerContext): context is HandlerContext & Abortable {
  return 'abort' in context && typeof context.abort === 'function';
}
