import type { DescMethod, DescService } from '@bufbuild/protobuf';
import type { HandlerContext, Interceptor } from '@connectrpc/connect';
import { Health } from '../../../gen/grpc/health/v1/health_pb.ts';
import { ServerReflection } from '../../../gen/grpc/reflection/v1/reflection_pb.ts';
import { AdminService } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';
import type { AuthClient } from '../../auth/auth-client.ts';
import { refuse } from '../../domain/refusal.ts';
import { bearerTokenOf } from '../http/bearer-token.ts';
import { CALLER, type Caller } from './caller.ts';
import { connectErrorOf } from './errors.ts';

const OPEN_SERVICES: ReadonlySet<string> = new Set(
  [MarketDataService, Health, ServerReflection].map((service) => service.typeName),
);

const TOKEN_MISSING = refuse('TOKEN_MISSING', 'this call needs the header "authorization: Bearer TOKEN"');
export const TOKEN_INVALID = refuse('TOKEN_INVALID', 'the token is unknown or expired: log in again');
const ADMIN_REQUIRED = refuse('ADMIN_REQUIRED', 'this call is for administrators');

/** Whether a call needs the header `authorization`. */
export function needsToken({ name, parent }: DescMethod): boolean {
  const isLogin = parent.typeName === SessionService.typeName && name === SessionService.method.login.name;
  return !isLogin && !OPEN_SERVICES.has(parent.typeName);
}

/**
 * Decides on each call by its headers, before its body is read. Services that are not listed need a token.
 *
 * @throws ConnectError TOKEN_MISSING, TOKEN_INVALID or ADMIN_REQUIRED, or the reason for which the server stops.
 */
export function createGate(auth: AuthClient, shutdown: AbortSignal) {
  return ({ service, method, requestHeader, values }: HandlerContext): void => {
    shutdown.throwIfAborted();
    if (!needsToken(method)) return;
    values.set(CALLER, authorize(requestHeader, service, auth));
  };
}

/**
 * Decides again on each message, which may arrive long after the headers. A message has no effect if the session has ended, the
 * party is no longer an administrator, or the caller has left.
 */
export function authorizeMessages(auth: AuthClient): Interceptor {
  return (next) => (request) => {
    const { contextValues, header, service, signal } = request;
    if (contextValues.get(CALLER) === undefined) return next(request);
    const check = () => {
      signal.throwIfAborted();
      contextValues.set(CALLER, authorize(header, service, auth));
    };
    if (request.stream) return next({ ...request, message: checkedMessages(request.message, check) });
    check();
    return next(request);
  };
}

async function* checkedMessages<T>(messages: AsyncIterable<T>, check: () => void): AsyncGenerator<T> {
  for await (const message of messages) {
    check();
    yield message;
  }
}

/** @throws ConnectError TOKEN_MISSING, TOKEN_INVALID or ADMIN_REQUIRED. */
function authorize(header: Headers, { typeName }: DescService, auth: AuthClient): Caller {
  const caller = authenticate(header.get('authorization'), auth);
  if (typeName === AdminService.typeName && !caller.party.isAdmin) throw connectErrorOf(ADMIN_REQUIRED);
  return caller;
}

/** @throws ConnectError TOKEN_MISSING or TOKEN_INVALID. */
function authenticate(header: string | null, auth: AuthClient): Caller {
  const token = bearerTokenOf(header);
  if (token === undefined) throw connectErrorOf(TOKEN_MISSING);
  const party = auth.partyOf(token);
  if (party === undefined) throw connectErrorOf(TOKEN_INVALID);
  return { party, token };
}
