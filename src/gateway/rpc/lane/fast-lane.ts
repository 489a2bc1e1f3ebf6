import type { IncomingHttpHeaders } from 'node:http2';
import { parseTimeout } from '@connectrpc/connect/protocol-grpc';
import type { Auth } from '../../../auth/auth.ts';
import type { Logger } from '../../../log/logger.ts';
import { type Config, isLoopback } from '../../../settings/config.ts';
import type { Admission } from '../../http/admission/admission.ts';
import type { Connections } from '../../http/connections.ts';
import { areTooLong, headersFault } from '../../http/request-headers.ts';
import { Http2Transfer } from '../../http/transfer.ts';
import { callerWith } from '../caller.ts';
import { connectErrorOf } from '../errors.ts';
import type { OrderCommands } from '../order-commands.ts';
import type { createCallWatch } from '../watch-call.ts';
import type { TakeStream } from './divert-streams.ts';
import { LaneCaller } from './lane-caller.ts';
import { UnaryCall } from './unary-call.ts';
import { unaryRpcs } from './unary-rpc.ts';

interface Parts {
  readonly config: Config;
  readonly auth: Auth;
  readonly orders: OrderCommands;
  readonly admission: Admission;
  readonly connections: Connections;
  readonly shutdown: AbortSignal;
  readonly watchCall: ReturnType<typeof createCallWatch>;
  readonly logger: Logger;
}

const ignoreError = () => undefined;

/**
 * Serves plain gRPC calls of the busiest RPCs on the streams of HTTP/2, without Node's requests and responses and without the
 * RPC library. The handlers are the same. A call that is unusual in any way, such as a compressed one, one from a page of a
 * browser or one without a valid token, is left to the library.
 */
export function createFastLane(parts: Parts): TakeStream {
  const { config, auth, orders, admission, connections, shutdown, watchCall, logger } = parts;
  const rpcs = unaryRpcs(orders);
  const needsTls = !config.allowClearText && !isLoopback(config.host);
  return (stream, headers, rawHeaders) => {
    const rpc = rpcs.get(headers[':path'] ?? '');
    if (rpc === undefined || shutdown.aborted || !isPlain(headers, rawHeaders)) return false;
    if (needsTls && stream.session?.encrypted !== true) return false;
    const caller = callerWith(headers.authorization, auth);
    if (caller === undefined) return false;
    const timeout = timeoutMsOf(headers);
    if (timeout === undefined) return false;
    const startMs = performance.now();
    const transfer = new Http2Transfer(stream, headers, rawHeaders);
    // A broken stream closes, which ends its call.
    stream.on('error', ignoreError);
    connections.track(transfer, false);
    admission.serve(transfer, caller.party.partyNumber, (call) => {
      call.toError = connectErrorOf;
      const { method } = rpc;
      const end = watchCall(method, () => plainHeaders(headers));
      const { requestId } = call;
      const deadlineMs = startMs + timeout;
      const facts = { ...{ method, requestId, deadlineMs, startMs }, ...caller, auth, logger, end };
      new UnaryCall(stream, rpc, call, new LaneCaller(facts));
    });
    return true;
  };
}

const GRPC = /^application\/grpc(?:\+proto)?$/;

function isPlain(headers: IncomingHttpHeaders, rawHeaders: string[]): boolean {
  const encoding = headers['grpc-encoding'];
  return (
    headers[':method'] === 'POST' &&
    GRPC.test(headers['content-type'] ?? '') &&
    (encoding === undefined || encoding === 'identity') &&
    headers.origin === undefined &&
    !areTooLong(rawHeaders) &&
    headersFault({ headers, rawHeaders }) === undefined
  );
}

/** Infinite without a deadline; undefined for one that is malformed. */
function timeoutMsOf(headers: IncomingHttpHeaders): number | undefined {
  const header = headers['grpc-timeout'];
  if (header === undefined) return Number.POSITIVE_INFINITY;
  if (typeof header !== 'string') return undefined;
  return parseTimeout(header, Number.POSITIVE_INFINITY).timeoutMs;
}

function plainHeaders(headers: IncomingHttpHeaders): Headers {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string' && !name.startsWith(':')) all.set(name, value);
  }
  return all;
}
