import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { parseTimeout } from '@connectrpc/connect/protocol-grpc';
import { OrderService } from '../../../../gen/redleaf/v1/order_service_pb.ts';
import type { Auth } from '../../../auth/auth.ts';
import type { Logger } from '../../../log/logger.ts';
import { type Config, isLoopback } from '../../../settings/config.ts';
import type { Admission } from '../../http/admission/admission.ts';
import type { Call } from '../../http/admission/call.ts';
import type { Connections } from '../../http/connections.ts';
import { areTooLong, headersFault } from '../../http/request-headers.ts';
import { Http2Transfer } from '../../http/transfer.ts';
import { callerWith } from '../caller.ts';
import { connectErrorOf } from '../errors.ts';
import type { OrderCommands } from '../order-commands.ts';
import type { OrderStreams } from '../order-streams.ts';
import type { createCallWatch } from '../watch-call.ts';
import type { TakeStream } from './divert-streams.ts';
import { LaneAnswer } from './lane-answer.ts';
import { LaneCaller } from './lane-caller.ts';
import { OrderEntryCall } from './order-entry-call.ts';
import { UnaryCall } from './unary-call.ts';
import { unaryRpcs } from './unary-rpc.ts';

interface Parts {
  readonly config: Config;
  readonly auth: Auth;
  readonly orders: OrderCommands;
  readonly streams: OrderStreams;
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
  const { config, auth, orders, streams, admission, connections, shutdown, watchCall, logger } = parts;
  const unary = unaryRpcs(orders);
  const { orderEntry } = OrderService.method;
  const needsTls = !config.allowClearText && !isLoopback(config.host);
  return (stream, headers, rawHeaders) => {
    const path = headers[':path'] ?? '';
    const rpc = unary.get(path);
    const method = rpc?.method ?? (path === ORDER_ENTRY ? orderEntry : undefined);
    if (method === undefined || shutdown.aborted || !isPlain(headers, rawHeaders)) return false;
    if (needsTls && stream.session?.encrypted !== true) return false;
    const caller = callerWith(headers.authorization, auth);
    const timeoutMs = timeoutMsOf(headers);
    if (caller === undefined || timeoutMs === undefined) return false;
    // The library ends a stream at its deadline.
    if (rpc === undefined && Number.isFinite(timeoutMs)) return false;
    const startMs = performance.now();
    const deadlineMs = startMs + timeoutMs;
    const transfer = new Http2Transfer(stream, headers, rawHeaders);
    // A broken stream closes, which ends its call.
    stream.on('error', ignoreError);
    connections.track(transfer, rpc === undefined);
    admission.serve(transfer, caller.party.partyNumber, (call) => {
      call.toError = connectErrorOf;
      const end = watchCall(method, () => plainHeaders(headers));
      const { requestId } = call;
      const facts = { ...{ method, requestId, deadlineMs, startMs, auth, shutdown, logger, end }, ...caller };
      const laneCaller = new LaneCaller(facts);
      try {
        call.enter(rpc?.place ?? 'streams');
      } catch (error) {
        refuse(stream, call, laneCaller, error);
        return;
      }
      if (rpc === undefined) new OrderEntryCall(stream, call, laneCaller, streams);
      else new UnaryCall(stream, rpc, call, laneCaller);
    });
    return true;
  };
}

/** Ends a call before its body is read. */
function refuse(stream: ServerHttp2Stream, call: Call, caller: LaneCaller, reason: unknown): void {
  const error = caller.errorOf(reason);
  const answer = new LaneAnswer(stream, call);
  answer.begin();
  answer.end(error);
  caller.ended(error);
  // Read and drop the body, otherwise the stream stays open.
  stream.resume();
}

const ORDER_ENTRY = `/${OrderService.typeName}/${OrderService.method.orderEntry.name}`;
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
