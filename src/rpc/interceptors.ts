import { Code, ConnectError, type Interceptor } from '@connectrpc/connect';
import { RefusedError, refuse } from '../domain/refusal.ts';
import type { Logger } from '../logger.ts';
import { CALLER_GONE, isDisconnect } from './caller-gone.ts';
import { connectErrorOf, toConnectError } from './errors.ts';
import { explainLibraryError } from './library-errors.ts';

/** Turns whatever a handler throws into what the caller may know of it; the rest goes to the log. */
export function answerErrors(logger: Logger): Interceptor {
  return (next) => async (request) => {
    const asCallError = (error: unknown): ConnectError => {
      if (error instanceof RefusedError) return toConnectError(error);
      if (error instanceof ConnectError) {
        explainLibraryError(error);
        if (error.code !== Code.Internal) return error;
      }
      if (isDisconnect(error)) return CALLER_GONE;
      logger.error({ err: error, method: request.method.name }, 'a call failed for a fault of ours');
      return connectErrorOf(refuse('INTERNAL', 'the exchange failed at this call; its log says why'));
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

/** Refuses unary calls beyond a bound. Streams have a bound of their own. */
export function limitRequests(maxInFlight: number): Interceptor {
  let inFlight = 0;
  return (next) => async (request) => {
    if (request.stream) return next(request);
    if (inFlight >= maxInFlight) {
      throw connectErrorOf(
        refuse('TOO_MANY_REQUESTS', `${maxInFlight} calls are being answered already: slow down`, undefined, {
          max: String(maxInFlight),
        }),
      );
    }
    inFlight += 1;
    try {
      return await next(request);
    } finally {
      inFlight -= 1;
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
