import type { DescMessage, DescMethod } from '@bufbuild/protobuf';
import { Code, type StreamResponse, type Transport } from '@connectrpc/connect';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { SessionService } from '../../gen/redleaf/v1/session_service_pb.ts';
import { RedleafError } from './redleaf-error.ts';
import type { Session } from './session.ts';

/**
 * A transport that sends the token of the session, and throws `RedleafError` only.
 *
 * @param defaultTimeoutMs time limit of unary calls without their own.
 */
export function sessionTransport(
  transport: Transport,
  session: Session,
  defaultTimeoutMs: number,
): Transport {
  return {
    async unary(method, signal, timeoutMs, header, input, contextValues) {
      const call = async (token: string | undefined) =>
        transport.unary(
          method,
          signal,
          timeoutMs ?? defaultTimeoutMs,
          withToken(header, token),
          input,
          contextValues,
        );
      const token = needsToken(method) ? await tokenOf(session) : undefined;
      try {
        return await call(token);
      } catch (thrown) {
        const error = RedleafError.from(thrown, method.name);
        // A call with a refused token was not executed, so it can be repeated.
        if (!tokenEnded(error, token) || !session.forget(token)) throw error;
        return await call(await tokenOf(session)).catch((again: unknown) => {
          throw RedleafError.from(again, method.name);
        });
      }
    },

    async stream(method, signal, timeoutMs, header, input, contextValues) {
      const token = needsToken(method) ? await tokenOf(session) : undefined;
      const fail = (thrown: unknown): never => {
        const error = RedleafError.from(thrown, method.name);
        if (tokenEnded(error, token)) session.forget(token);
        throw error;
      };
      const response = await transport
        .stream(method, signal, timeoutMs, withToken(header, token), input, contextValues)
        .catch(fail);
      return { ...response, message: readable(response, fail) };
    },
  };
}

function needsToken(method: DescMethod): boolean {
  if (method.parent.typeName === MarketDataService.typeName) return false;
  return method !== SessionService.method.login;
}

function tokenOf(session: Session): Promise<string | undefined> {
  return session.token().catch((thrown: unknown) => {
    throw RedleafError.from(thrown);
  });
}

function tokenEnded(error: RedleafError, token: string | undefined): token is string {
  return error.code === Code.Unauthenticated && token !== undefined;
}

function withToken(init: Parameters<Transport['unary']>[3], token: string | undefined): Headers {
  const header = new Headers(init);
  if (token !== undefined) header.set('authorization', `Bearer ${token}`);
  return header;
}

async function* readable<I extends DescMessage, O extends DescMessage>(
  response: StreamResponse<I, O>,
  fail: (thrown: unknown) => never,
) {
  try {
    yield* response.message;
  } catch (thrown) {
    fail(thrown);
  }
}
