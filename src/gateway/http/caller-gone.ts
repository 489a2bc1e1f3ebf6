import { Code, ConnectError } from '@connectrpc/connect';

/**
 * What a call ends with when its caller leaves: a connection that is reset, an HTTP/2 stream that is reset with whatever
 * code, an HTTP/1.1 connection that is closed. It is no fault of the exchange. One object, since many leave.
 */
export const CALLER_GONE = new ConnectError('the caller has gone', Code.Canceled);

/** Codes of what node fails with when one reads from, or writes to, a connection that is no more. */
const DISCONNECT =
  /^(?:ERR_STREAM_|ERR_HTTP2_|ECONNRESET$|ECONNABORTED$|ECANCELED$|EHOSTUNREACH$|EPIPE$|ETIMEDOUT$|ABORT_ERR$)/;

export function isDisconnect(error: unknown): boolean {
  if (error === CALLER_GONE) return true;
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && DISCONNECT.test(error.code)
  );
}
