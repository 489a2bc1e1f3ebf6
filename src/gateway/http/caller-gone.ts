import { Code, ConnectError } from '@connectrpc/connect';

/**
 * Ends a call whose caller has disconnected or reset its stream. It is not an error of the exchange. One shared object saves the
 * cost of a stack trace for each caller.
 */
export const CALLER_GONE = new ConnectError('the caller has gone', Code.Canceled);

/** Codes of Node's errors for reads and writes on a closed connection. */
const DISCONNECT =
  /^(?:ERR_STREAM_|ERR_HTTP2_|ECONNRESET$|ECONNABORTED$|ECANCELED$|EHOSTUNREACH$|EPIPE$|ETIMEDOUT$|ABORT_ERR$)/;

export function isDisconnect(error: unknown): boolean {
  if (error === CALLER_GONE) return true;
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && DISCONNECT.test(error.code)
  );
}
