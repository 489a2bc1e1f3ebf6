import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { DescMethod } from '@bufbuild/protobuf';
import { createMethodUrl } from '@connectrpc/connect/protocol';
import { parseTimeout } from '@connectrpc/connect/protocol-grpc';
import { OrderService } from '../../../../gen/redleaf/v1/order_service_pb.ts';
import type { ReadTurns } from '../../../admission/read-turns.ts';
import type { AuthClient } from '../../../auth/auth-client.ts';
import type { Feeds } from '../../../feeds/feeds.ts';
import type { CoreFollower } from '../../../follower/core-follower.ts';
import type { Logger } from '../../../log/logger.ts';
import type { Config } from '../../../settings/config.ts';
import type { Admission } from '../../http/admission/admission.ts';
import type { Call } from '../../http/admission/call.ts';
import type { Connections } from '../../http/connections.ts';
import type { TakeStream } from '../../http/divert-streams.ts';
import { areTooLong, headersFault, headersOf } from '../../http/request-headers.ts';
import { needsTls } from '../../http/tls/clear-text.ts';
import { Http2Transfer } from '../../http/transfer.ts';
import { callerWith } from '../caller.ts';
import { connectErrorOf } from '../errors.ts';
import { needsToken } from '../gate.ts';
import type { MarketMessages } from '../market-messages.ts';
import type { OrderCommands } from '../order-commands.ts';
import type { OrderRates } from '../order-rates.ts';
import type { OrderStreams } from '../order-streams.ts';
import type { TradeMessages } from '../trade-messages.ts';
import type { createCallWatch } from '../watch-call.ts';
import { LaneAnswer } from './lane-answer.ts';
import { LaneCaller } from './lane-caller.ts';
import { LaneStreams } from './lane-streams.ts';
import { OrderEntryCall } from './order-entry-call.ts';
import { StreamCall } from './stream-call.ts';
import { streamExecutions } from './stream-executions.ts';
import { streamMarketData } from './stream-market-data.ts';
import { streamOrderBook } from './stream-order-book.ts';
import { streamTrades } from './stream-trades.ts';
import { UnaryCall } from './unary-call.ts';
import { unaryRpcs } from './unary-rpc.ts';

interface Parts {
  readonly config: Config;
  readonly auth: AuthClient;
  readonly follower: Pick<CoreFollower, 'caughtUp'>;
  readonly orders: OrderCommands;
  readonly orderRates: OrderRates;
  readonly orderStreams: OrderStreams;
  readonly feeds: Feeds;
  readonly market: MarketMessages;
  readonly trades: TradeMessages;
  readonly turns: ReadTurns;
  readonly admission: Admission;
  readonly connections: Connections;
  readonly shutdown: AbortSignal;
  readonly watchCall: ReturnType<typeof createCallWatch>;
  readonly logger: Logger;
}

const ignoreError = () => undefined;

/** A call that was admitted. */
interface Admitted {
  readonly stream: ServerHttp2Stream;
  readonly call: Call;
  readonly caller: LaneCaller;
  /** 0 for a call without a token. */
  readonly partyNumber: number;
}

/** An RPC of the lane. */
interface LaneRpc {
  readonly method: DescMethod;
  readonly place: 'calls' | 'cancels' | 'streams';
  readonly serve: (admitted: Admitted) => void;
}

/**
 * Serves plain gRPC calls of the busiest RPCs on the streams of HTTP/2, without Node's requests and responses and without the
 * RPC library. The handlers are the same. A call that is unusual in any way, such as a compressed one, one from a page of a
 * browser or one without a valid token, is left to the library.
 */
export function createFastLane(parts: Parts): TakeStream {
  const { config, auth, follower, admission, connections, shutdown, watchCall, logger } = parts;
  const rpcs = rpcsByPath(parts);
  const checksTls = needsTls(config);
  return (stream, headers, rawHeaders) => {
    const rpc = rpcs.get(headers[':path'] ?? '');
    if (rpc === undefined || shutdown.aborted || !isPlain(headers, rawHeaders)) return false;
    if (follower.caughtUp() !== undefined) return false;
    if (checksTls && stream.session?.encrypted !== true) return false;
    const { method, place } = rpc;
    const caller = callerWith(headers.authorization, auth);
    if (caller === undefined && needsToken(method)) return false;
    const timeoutMs = timeoutMsOf(headers);
    // The library ends a stream at its deadline.
    if (timeoutMs === undefined || (place === 'streams' && Number.isFinite(timeoutMs))) return false;
    const startMs = performance.now();
    const isOpenEnded = method.methodKind === 'bidi_streaming';
    const transfer = new Http2Transfer(stream, headers, rawHeaders, isOpenEnded);
    // A broken stream closes, which ends its call.
    stream.on('error', ignoreError);
    connections.track(transfer, isOpenEnded);
    admission.serve(transfer, caller?.party.partyNumber, (call) => {
      call.toError = connectErrorOf;
      const laneCaller = new LaneCaller({
        ...{ method, caller, startMs, auth, shutdown, logger },
        requestId: call.requestId,
        deadlineMs: startMs + timeoutMs,
        end: watchCall(method, () => headersOf(transfer)),
      });
      try {
        call.enter(place);
      } catch (error) {
        refuse(stream, call, laneCaller, error);
        return;
      }
      rpc.serve({ stream, call, caller: laneCaller, partyNumber: caller?.party.partyNumber ?? 0 });
    });
    return true;
  };
}

function rpcsByPath({
  orders,
  orderRates,
  orderStreams,
  feeds,
  market,
  trades,
  turns,
  config,
  shutdown,
}: Parts) {
  const { orderEntry } = OrderService.method;
  const streams = new LaneStreams(config.heartbeatMs, shutdown);
  const rpcs: LaneRpc[] = [
    ...unaryRpcs(orders, orderRates, orderStreams.epoch).map(
      (rpc): LaneRpc => ({
        ...rpc,
        serve: ({ stream, call, caller }) => void new UnaryCall(stream, rpc, call, caller),
      }),
    ),
    {
      ...{ method: orderEntry, place: 'streams' },
      serve: ({ stream, call, ...who }) => void new OrderEntryCall(stream, call, who, orderStreams),
    },
    ...[
      streamOrderBook(feeds),
      streamTrades(trades),
      streamExecutions(feeds),
      streamMarketData(market, turns),
    ].map(
      (rpc): LaneRpc => ({
        ...{ method: rpc.method, place: 'streams' },
        serve: ({ stream, call, caller }) => {
          const { reader } = call;
          new StreamCall(stream, call, { rpc, caller, streams, turn: () => turns.of(reader).next() });
        },
      }),
    ),
  ];
  return new Map(rpcs.map((rpc) => [createMethodUrl('/', rpc.method), rpc]));
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
