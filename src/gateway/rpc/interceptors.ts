import type { ConnectError, Interceptor } from '@connectrpc/connect';
import type { Logger } from '../../log/logger.ts';
import { CALL } from './admit-call.ts';
import { callErrorOf } from './call-error.ts';

/** Converts errors of handlers into errors for the caller. Internal errors go to the log. */
export function answerErrors(logger: Logger): Interceptor {
  return (next) => async (request) => {
    const asCallError = (error: unknown): ConnectError => {
      const requestId = request.contextValues.get(CALL)?.requestId ?? '';
      return callErrorOf(error, { method: request.method, requestId }, logger);
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
