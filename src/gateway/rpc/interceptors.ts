import { Code, ConnectError, type Interceptor } from '@connectrpc/connect';
import { RefusedError, refuse } from '../../domain/refusal.ts';
import type { Logger } from '../../log/logger.ts';
import { CALLER_GONE, isDisconnect } from '../http/caller-gone.ts';
import { CALL } from './admit-call.ts';
import { connectErrorOf, toConnectError } from './errors.ts';
import { explainLibraryError } from './library-errors.ts';

/** Converts errors of handlers into errors for the caller. Internal errors go to the log. */
export function answerErrors(logger: Logger): Interceptor {
  return (next) => async (request) => {
    const asCallError = (error: unknown): ConnectError => {
      if (error instanceof RefusedError) return toConnectError(error);
      if (error instanceof ConnectError) {
        explainLibraryError(error);
        if (error.code !== Code.Internal) return error;
      }
      if (isDisconnect(error)) return CALLER_GONE;
      const requestId = request.contextValues.get(CALL)?.requestId ?? '';
      const facts = { err: error, method: request.method.name, requestId };
      logger.error(facts, 'a call failed with an internal error');
      const message = `internal error: see the log of the exchange for request ${requestId}`;
      return connectErrorOf(refuse('INTERNAL', message, undefined, { request_id: requestId }));
    };
    try {
      const response = await next(request);
      if (!response.stream) return response;
      return { ...response, message: rethrowing(response.message, asCallError) };
    } catch (error) {
      throw asCallError(error);
    }
  };
}

async function* rethrowing<T>(messages: AsyncIterable<T>, asCallError: (error: unknown) => ConnectError) {
  try {
    yield* messages;
  } catch (error) {
    throw asCallError(error);
  }
}
