import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ConnectRouter } from '@connectrpc/connect';
import { createMethodUrl } from '@connectrpc/connect/protocol';
import { Health } from '../../gen/grpc/health/v1/health_pb.ts';
import { ServerReflection } from '../../gen/grpc/reflection/v1/reflection_pb.ts';
import { AdminService } from '../../gen/redleaf/v1/admin_service_pb.ts';
import { HistoryService } from '../../gen/redleaf/v1/history_service_pb.ts';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { PositionService } from '../../gen/redleaf/v1/position_service_pb.ts';
import { SessionService } from '../../gen/redleaf/v1/session_service_pb.ts';
import { ReadTurns } from '../admission/read-turns.ts';
import type { AuthClient } from '../auth/auth-client.ts';
import { refuse } from '../domain/refusal.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Feeds } from '../feeds/feeds.ts';
import type { CoreFollower } from '../follower/core-follower.ts';
import type { HistoryReader } from '../history/history-reader.ts';
import type { Logger } from '../log/logger.ts';
import type { MulticastReplay } from '../multicast/multicast-replay.ts';
import type { Config } from '../settings/config.ts';
import type { Operations } from '../supervision/operations.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import type { GatewayPlace } from './gateway.ts';
import { Admission } from './http/admission/admission.ts';
import { countArriving, countLeaving } from './http/admission/count-bytes.ts';
import { Connections } from './http/connections.ts';
import { createCrossOrigin } from './http/cross-origin.ts';
import { listen } from './http/listen.ts';
import { type NodeRequest, type NodeResponse, pathOf } from './http/node-http.ts';
import { OnePort } from './http/one-port.ts';
import { areTooLong, headersFault } from './http/request-headers.ts';
import { REQUEST_ID_HEADER } from './http/request-id.ts';
import { isClearTextFromElsewhere, NEEDS_TLS, needsTls } from './http/tls/clear-text.ts';
import { openTlsServer } from './http/tls/tls-server.ts';
import { NGHTTP2_NO_ERROR, type Transfer, transferOf } from './http/transfer.ts';
import { collectCallers, collectViews } from './metrics/collect-gauges.ts';
import type { Metrics } from './metrics/metrics.ts';
import { createPages, sendJson } from './page/pages.ts';
import { createRestApi } from './rest/rest-api.ts';
import { admitCall, requestIdOfCall } from './rpc/admit-call.ts';
import { onCallEnd } from './rpc/call-end.ts';
import { CALLER, callerWith } from './rpc/caller.ts';
import { connectErrorOf } from './rpc/errors.ts';
import { authorizeMessages, createGate } from './rpc/gate.ts';
import { answerErrors } from './rpc/interceptors.ts';
import { createFastLane } from './rpc/lane/fast-lane.ts';
import { MarketMessages } from './rpc/market-messages.ts';
import { MAX_ADMIN_REQUEST_BYTES, MAX_FRAME_BYTES, MAX_SUBSCRIPTIONS_BYTES } from './rpc/message-limits.ts';
import { type OrderCommands, orderCommands } from './rpc/order-commands.ts';
import { OrderRates } from './rpc/order-rates.ts';
import { OrderStreams } from './rpc/order-streams.ts';
import { createRpcListener } from './rpc/rpc-listener.ts';
import { adminService } from './rpc/services/admin-service.ts';
import { healthService } from './rpc/services/health-service.ts';
import { historyService } from './rpc/services/history-service.ts';
import { marketDataService } from './rpc/services/market-data-service.ts';
import { orderService } from './rpc/services/order-service.ts';
import { positionService } from './rpc/services/position-service.ts';
import { reflectionService } from './rpc/services/reflection-service.ts';
import { sessionService } from './rpc/services/session-service.ts';
import { type ChangeElsewhere, StreamChanges } from './rpc/stream-changes.ts';
import { TradeMessages } from './rpc/trade-messages.ts';
import { createCallWatch } from './rpc/watch-call.ts';

export interface ServerParts {
  readonly config: Config;
  readonly place: Pick<GatewayPlace, 'shared' | 'index' | 'sharesPort'>;
  /** Reaches the streams of other gateways. */
  readonly changeElsewhere: ChangeElsewhere;
  readonly exchange: Exchange;
  readonly follower: Pick<CoreFollower, 'caughtUp'>;
  readonly feeds: Feeds;
  readonly auth: AuthClient;
  readonly multicast: MulticastReplay;
  readonly metrics: Metrics;
  readonly operations: Operations;
  /** Undefined without a history. */
  readonly history: HistoryReader | undefined;
  /** Undefined without a collector. */
  readonly tracing: Tracing | undefined;
  readonly logger: Logger;
}

interface RoutedParts extends ServerParts {
  readonly orders: OrderCommands;
  readonly orderRates: OrderRates;
  readonly orderStreams: OrderStreams;
  readonly market: MarketMessages;
  readonly streamChanges: StreamChanges;
  readonly trades: TradeMessages;
  readonly turns: ReadTurns;
  readonly watchCall: ReturnType<typeof createCallWatch>;
}

export interface Server {
  /** Accepts connections. Resolves with the URL, such as `http://127.0.0.1:8000`. */
  listen(port: number): Promise<string>;
  /** As `StreamChanges.changeHere`. */
  changeStream(request: Uint8Array): Promise<void>;
  /**
   * Ends streams with SHUTTING_DOWN, answers the open requests, then closes the port.
   *
   * @param stopExchange resolves when every accepted command has its reply.
   */
  close(stopExchange: () => Promise<void>): Promise<void>;
}

const SERVICES = [
  AdminService,
  HistoryService,
  MarketDataService,
  OrderService,
  PositionService,
  SessionService,
  Health,
  ServerReflection,
] as const;

/** Paths of calls with a stream of requests, whose end the caller decides. */
const OPEN_ENDED_PATHS: ReadonlySet<string> = new Set(
  SERVICES.flatMap(({ methods }) =>
    methods
      .filter(({ methodKind }) => methodKind === 'bidi_streaming')
      .map((method) => createMethodUrl('/', method)),
  ),
);

/** Paths that have their own share, so that they answer during a flood of other requests. */
const PROBE_PATH = new RegExp(
  `^/(healthz|livez|readyz|metrics|${Health.typeName}/.*|${ServerReflection.typeName}/.*)$`,
);

/** Maximum memory of an HTTP/2 connection in Node, if nothing else is set. */
const NODE_SESSION_MEGABYTES = 10;

/** The older name of the reflection protocol, which older tools still use. */
const OLD_REFLECTION_PATH = '/grpc.reflection.v1alpha.ServerReflection/';

/** A server with one port for gRPC, gRPC-Web, Connect, the REST API and pages, over HTTP/1.1 and HTTP/2, with or without TLS. */
export function createServer(parts: ServerParts): Server {
  const { config, metrics, logger } = parts;
  const shutdown = new AbortController();
  const tls =
    config.tlsCert === ''
      ? undefined
      : openTlsServer(config, { handshakeTimeoutMs: config.idleTimeoutMs, logger });
  const port = new OnePort(
    {
      http1: {
        keepAliveTimeout: config.idleTimeoutMs,
        headersTimeout: config.idleTimeoutMs,
        requestTimeout: config.idleTimeoutMs,
        connectionsCheckingInterval: config.idleTimeoutMs / 4,
      },
      http2: {
        settings: { maxConcurrentStreams: config.maxStreamsPerConnection },
        // A caller with as many calls as it may have can cancel all of them and begin others at once. Node still counts the canceled
        // ones then, and refuses the others, but their connection goes on.
        maxSessionRejectedStreams: config.maxStreamsPerConnection,
        maxSessionMemory: sessionMegabytes(config),
      },
      tls: tls?.server,
      takeStream: config.fastLane ? (...stream) => lane(...stream) : undefined,
    },
    (request, response) => serve(request, response),
  );
  const { tcp } = port;
  const admission = new Admission(port, config, metrics.admission);
  const connections = new Connections(port, config.idleTimeoutMs);
  const { exchange, place } = parts;
  const epoch = BigInt(parts.feeds.epoch);
  const orderRates = new OrderRates(config.maxOrdersPerSecond, place.shared.orderBuckets, metrics.admission);
  const orders = orderCommands(exchange, orderRates);
  const orderStreams = new OrderStreams(exchange, orderRates, epoch, config.maxStreamCommandsInFlight);
  const watchCall = createCallWatch(parts);
  const trades = new TradeMessages(parts.feeds);
  const market = new MarketMessages(parts.feeds, trades.encoded, config, place.index);
  const streamChanges = new StreamChanges({
    ...{ market, follower: parts.follower, gateway: place.index, elsewhere: parts.changeElsewhere },
  });
  const turns = new ReadTurns();
  const routed = {
    ...parts,
    ...{ orders, orderRates, orderStreams, market, streamChanges, trades, turns, watchCall },
  };
  const serve = createRequestListener(routed, { admission, connections }, shutdown.signal);
  const lane = createFastLane({ ...routed, admission, connections, shutdown: shutdown.signal });
  tcp.maxConnections = config.maxConnections;
  collectViews(metrics.registry, parts.feeds);
  collectCallers(metrics.registry, { connections, admission });

  return {
    changeStream: (request) => streamChanges.changeHere(request),
    async listen(port) {
      await listen(tcp, { host: config.host, port, sharesPort: place.sharesPort });
      return urlOf(tls === undefined ? 'http' : 'https', tcp.address());
    },
    async close(stopExchange) {
      const closed = once(tcp, 'close');
      tcp.close();
      shutdown.abort(connectErrorOf(refuse('SHUTTING_DOWN', 'the exchange is stopping')));
      connections.resetIncomplete();
      await stopExchange();
      await connections.drain();
      admission.close();
      tls?.close();
      await closed;
    },
  };
}

interface Places {
  readonly admission: Admission;
  readonly connections: Connections;
}

function createRequestListener(
  parts: RoutedParts,
  { admission, connections }: Places,
  shutdown: AbortSignal,
) {
  const { config, auth, follower, logger, watchCall } = parts;
  const rest = createRestApi({ ...parts, admission }, shutdown);
  const pages = createPages(parts);
  const gate = createGate(auth, shutdown);
  const rpc = createRpcListener({
    routes: (router) => addRoutes(router, parts),
    requestGate: (context) => {
      const { method } = context;
      const end = watchCall(method, () => context.requestHeader);
      onCallEnd(context, ({ error, ms }) => {
        const party = context.values.get(CALLER)?.party.partyId;
        end({ method, requestId: requestIdOfCall(context), party, error, ms });
      });
      gate(context);
      admitCall(context);
    },
    interceptors: [answerErrors(logger), authorizeMessages(auth)],
    shutdownSignal: shutdown,
    fallback: (request, response, call) => {
      if (!rest(request, response, call)) pages(request, response, call);
    },
    logger,
  });
  const answerPreflight = createCrossOrigin(config.corsOrigins);
  const checksTls = needsTls(config);
  const admit = (path: string, transfer: Transfer, request: NodeRequest, response: NodeResponse): void => {
    const caller = PROBE_PATH.test(path)
      ? 'probe'
      : callerWith(request.headers.authorization, auth)?.party.partyNumber;
    admission.serve(transfer, caller, (call) => {
      response.setHeader(REQUEST_ID_HEADER, call.requestId);
      call.addHeaders = (headers) => {
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      };
      countLeaving(response, call);
      countArriving(request, response, call, OPEN_ENDED_PATHS.has(path));
      const fault = headersFault(request);
      if (checksTls && isClearTextFromElsewhere(request)) sendJson(response, 403, { error: NEEDS_TLS });
      else if (fault !== undefined) sendJson(response, 400, { error: fault });
      else if (!answerPreflight(request, response)) rpc(request, response, call);
    });
  };
  return (request: NodeRequest, response: NodeResponse): void => {
    if (request.url?.startsWith(OLD_REFLECTION_PATH)) {
      request.url = request.url.replace('v1alpha', 'v1');
    }
    const path = pathOf(request);
    const isOpenEnded = OPEN_ENDED_PATHS.has(path);
    const transfer = transferOf(request, response, isOpenEnded);
    connections.track(transfer, isOpenEnded);
    if (areTooLong(request.rawHeaders)) {
      sendJson(response, 431, { error: 'the headers are too long' });
      // Frees the headers.
      if (transfer.isHttp2) transfer.reset(NGHTTP2_NO_ERROR);
      return;
    }
    // The caller may know of events, such as its own session's party, from another thread.
    const caughtUp = follower.caughtUp();
    if (caughtUp === undefined) admit(path, transfer, request, response);
    else void caughtUp.then(() => admit(path, transfer, request, response));
  };
}

function addRoutes(router: ConnectRouter, parts: RoutedParts): void {
  const { exchange, feeds, auth, history, turns } = parts;
  const names = new Set(SERVICES.map((service) => service.typeName));
  const orders = orderService(parts, turns);
  const marketData = marketDataService(parts, turns);
  router
    .service(SessionService, sessionService(auth))
    .service(AdminService, adminService(parts, turns), {
      readMaxBytes: MAX_ADMIN_REQUEST_BYTES,
    })
    .service(MarketDataService, marketData)
    .service(HistoryService, historyService(history, feeds, turns))
    .service(PositionService, positionService(parts, turns))
    .service(OrderService, orders)
    // The later handler of a path replaces the earlier one.
    .rpc(OrderService.method.orderEntry, orders.orderEntry, { readMaxBytes: MAX_FRAME_BYTES })
    .rpc(MarketDataService.method.streamMarketData, marketData.streamMarketData, {
      readMaxBytes: MAX_SUBSCRIPTIONS_BYTES,
    })
    .rpc(MarketDataService.method.updateSubscriptions, marketData.updateSubscriptions, {
      readMaxBytes: MAX_SUBSCRIPTIONS_BYTES,
    })
    .service(Health, healthService(exchange, names))
    .service(ServerReflection, reflectionService(SERVICES, turns));
}

/**
 * Maximum memory of an HTTP/2 connection, in megabytes. Node refuses new calls of a connection above it, also those that cancel.
 * Unread answers count in it, which admission bounds.
 */
function sessionMegabytes({ maxBufferedBytes }: Config): number {
  return NODE_SESSION_MEGABYTES + Math.ceil(maxBufferedBytes / 1_000_000);
}

function urlOf(scheme: 'http' | 'https', address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('listening on no TCP port');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `${scheme}://${host}:${address.port}`;
}
