import type { DescMethod } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { RefusedError, refuse } from '../../domain/refusal.ts';
import type { Logger } from '../../log/logger.ts';
import { CALLER_GONE, isDisconnect } from '../http/caller-gone.ts';
import { connectErrorOf, toConnectError } from './errors.ts';
import { explainLibraryError } from './library-errors.ts';

/** Converts the error of a handler into one for the caller. Internal errors go to the log. */
export function callErrorOf(
  error: unknown,
  { method, requestId }: { readonly method: DescMethod; readonly requestId: string },
  logger: Logger,
): ConnectError {
  if (error instanceof RefusedError) return toConnectError(error);
  if (error instanceof ConnectError) {
    explainLibraryError(error);
    if (error.code !== Code.Internal) return error;
  }
  if (isDisconnect(error)) return CALLER_GONE;
  logger.error({ err: error, method: method.name, requestId }, 'a call failed with an internal error');
  const message = `internal error: see the log of the exchange for request ${requestId}`;
  return connectErrorOf(refuse('INTERNAL', message, undefined, { request_id: requestId }));
}
