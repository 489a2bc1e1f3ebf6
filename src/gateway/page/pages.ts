import { readFileSync } from 'node:fs';
import { RefusedError } from '../../domain/refusal.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { Logger } from '../../log/logger.ts';
import type { Config } from '../../settings/config.ts';
import type { Threads } from '../../threads/threads.ts';
import type { Writers } from '../../writers/start-writers.ts';
import type { Call } from '../http/admission/call.ts';
import { type NodeRequest, type NodeResponse, pathOf } from '../http/node-http.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { DASHBOARD_FOLDER, readDashboardFiles } from './dashboard-files.ts';

/** A login that the trading page offers to everyone, with its password. Only a demo has any. */
export interface OfferedLogin {
  readonly partyId: string;
  readonly password: string;
}

interface Parts {
  readonly config: Pick<Config, 'marketTimeZone'>;
  /** Called for each request, because a demo creates its parties after the exchange has opened. */
  readonly offeredLogins: () => readonly OfferedLogin[];
  readonly feeds: Pick<Feeds, 'epoch' | 'clock'>;
  readonly exchange: Exchange;
  readonly writers: Writers;
  readonly threads: Threads;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Answers requests that are not RPCs. These pages need no token. */
export function createPages(parts: Parts, dashboardFolder: string = DASHBOARD_FOLDER) {
  const dashboard = readDashboardFiles(dashboardFolder);
  const openApi = readFileSync(OPEN_API, 'utf8');
  return (request: NodeRequest, response: NodeResponse, call: Call): void => {
    const page = isRead(request) ? pathOf(request) : '';
    if (!hasPlace(call)) sendJson(response, 429, TOO_MANY);
    else if (page === '/livez') sendJson(response, 200, { status: 'ok' });
    else if (page === '/readyz') sendReadiness(response, parts);
    else if (page === '/healthz') sendHealth(response, parts);
    else if (page === '/metrics') void sendMetrics(response, parts);
    else if (page === '/openapi.json') send(response, 200, 'application/json', openApi);
    else if (page === SETTINGS_PAGE) sendJson(response, 200, pageSettings(parts));
    else if (dashboard?.(page, request, response)) return;
    else if (page === '/') send(response, 200, 'text/plain; charset=utf-8', NOT_BUILT);
    else send(response, 404, 'application/json', NOT_FOUND);
  };
}

/** Settings that the trading page reads before its first call. */
function pageSettings({ config, offeredLogins }: Parts) {
  return {
    logins: offeredLogins().map(({ partyId, password }) => ({ party_id: partyId, password })),
    market_time_zone: config.marketTimeZone,
  };
}

async function sendMetrics(response: NodeResponse, { metrics, logger }: Parts): Promise<void> {
  try {
    send(response, 200, metrics.contentType, await metrics.text());
  } catch (error) {
    logger.error({ err: error }, 'the metrics could not be collected');
    send(response, 500, 'application/json', '{"detail":"the metrics could not be collected"}');
  }
}

/**
 * Answers 200 while orders are accepted. This is not `/livez`, which is 200 while the process lives: after a full disk,
 * a balancer should send orders elsewhere, but a supervisor should not restart the exchange.
 */
function sendReadiness(response: NodeResponse, { exchange }: Parts): void {
  const { accepting, reason } = exchange.status;
  sendJson(response, accepting ? 200 : 503, accepting ? { status: 'ok' } : { status: 'unavailable', reason });
}

/**
 * A failing writer or thread does not stop trading, so the status is `degraded` with code 200. The cause is only in the log,
 * because everyone can read this page.
 */
function sendHealth(response: NodeResponse, { exchange, feeds, writers, threads }: Parts): void {
  const { accepting, reason } = exchange.status;
  const eachWriter = writers.status.map(({ name, state, cursor, lag }) => ({ name, state, cursor, lag }));
  const failing = threads.status.filter(({ state }) => state === 'failing').map(({ name }) => name);
  const more = {
    epoch: feeds.epoch,
    time_ns: String(feeds.clock.now()),
    ...(eachWriter.length > 0 && { writers: eachWriter }),
    ...(failing.length > 0 && { failing_threads: failing }),
  };
  const isDegraded = failing.length > 0 || eachWriter.some(({ state }) => state === 'failing');
  if (!accepting) sendJson(response, 503, { status: 'unavailable', reason, ...more });
  else sendJson(response, 200, { status: isDegraded ? 'degraded' : 'ok', ...more });
}

function hasPlace(call: Call): boolean {
  try {
    call.enter('calls');
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}

function isRead({ method }: NodeRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

export function sendJson(response: NodeResponse, status: number, body: object): void {
  send(response, status, 'application/json', `${JSON.stringify(body)}\n`);
}

function send(response: NodeResponse, status: number, contentType: string, body: string): void {
  response.statusCode = status;
  response.setHeader('content-type', contentType);
  response.setHeader('x-content-type-options', 'nosniff');
  response.end(body);
}

/** Generated from the contract. */
const OPEN_API = new URL('../../../docs/openapi.json', import.meta.url);

const SETTINGS_PAGE = '/dashboard-settings.json';

const TOO_MANY = { detail: 'too many requests are open: slow down' };

/** In the form of the REST API's errors. */
const NOT_FOUND = '{"detail":"Not Found"}';

/** Shown if the trading page was not built. */
const NOT_BUILT = `Redleaf Exchange: a limit order book exchange. This port speaks gRPC, gRPC-Web and Connect, over HTTP/1.1 and
HTTP/2, and describes itself by gRPC reflection.

The trading page was not built. Build it with 'npm run bootstrap' or 'npm run build:dashboard', then start the exchange again.

List the instruments:

  curl -H 'content-type: application/json' -d '{}' http://HOST:PORT/redleaf.v1.MarketDataService/ListInstruments

Health: /healthz, /livez, /readyz, or the service grpc.health.v1.Health. Metrics for Prometheus: /metrics.
The JSON over HTTP as an OpenAPI document: /openapi.json.
`;
