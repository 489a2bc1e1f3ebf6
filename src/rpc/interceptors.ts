import { Code, ConnectError, type Interceptor } from '@connectrpc/connect';
import { RefusedError, refuse } from '../domain/refusal.ts';
import type { Logger } from '../logger.ts';
import { CALLER } from './caller.ts';
import { connectErrorOf, toConnectError } from './errors.ts';
import { explainLibraryError } from './library-errors.ts';

const DISCONNECT_CODES: ReadonlySet<unknown> = new Set([
  'ERR_STREAM_PREMATURE_CLOSE',
  'ECONNRESET',
  'ABORT_ERR',
]);

/** Turns whatever a handler throws into what the caller may know of it; the rest goes to the log. */
export function answerErrors(logger: Logger): Interceptor {
  return (next) => async (request) => {
    const asCallError = (error: unknown): ConnectError => {
      if (error instanceof RefusedError) return toConnectError(error);
      if (error instanceof ConnectError) {
        explainLibraryError(error);
        if (error.code !== Code.Internal) return error;
      }
      if (isDisconnect(error)) return new ConnectError('the caller has gone', Code.Canceled);
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

/** One line for each call, for those who look for a fault. */
export function logRequests(logger: Logger): Interceptor {
  return (next) => async (request) => {
    if (!logger.isLevelEnabled('debug')) return next(request);
    const { name, parent } = request.method;
    const startMs = performance.now();
    const context = {
      call: `${parent.typeName}/${name}`,
      party: request.contextValues.get(CALLER)?.party.partyId,
    };
    try {
      const response = await next(request);
      logger.debug({ ...context, ms: Math.round(performance.now() - startMs) }, 'answered');
      return response;
    } catch (error) {
      logger.debug({ ...context, error: String(error) }, 'refused');
      throw error;
    }
  };
}

/** The connection broke off while the call was being read or answered: no fault of ours. */
export function isDisconnect(error: unknown): boolean {
  return error instanceof Error && 'code' in error && DISCONNECT_CODES.has(error.code);
}

async function* rethrowing<T>(messages: AsyncIterable<T>, asCallError: (error: unknown) => ConnectError) {
  try {
    yield* messages;
  } catch (error) {
    throw asCallError(error);
  }
}
