import { readFileSync } from 'node:fs';
import { RefusedError } from '../../domain/refusal.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { Logger } from '../../log/logger.ts';
import type { Config } from '../../settings/config.ts';
import type { Operations } from '../../supervision/operations.ts';
import { METRICS_CONTENT_TYPE } from '../../supervision/process-operations.ts';
import type { Call } from '../http/admission/call.ts';
import { type NodeRequest, type NodeResponse, pathOf } from '../http/node-http.ts';
import { DASHBOARD_FOLDER, readDashboardFiles } from './dashboard-files.ts';

interface Parts {
  readonly config: Pick<Config, 'marketTimeZone'>;
  readonly feeds: Pick<Feeds, 'epoch' | 'clock'>;
  readonly exchange: Exchange;
  readonly operations: Operations;
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
    else if (page === '/healthz') void sendHealth(response, parts);
    else if (page === '/metrics') void sendMetrics(response, parts);
    else if (page === '/openapi.json') send(response, 200, 'application/json', openApi);
    else if (page === SETTINGS_PAGE) void sendPageSettings(response, parts);
    else if (dashboard?.(page, request, response)) return;
    else if (page === '/') send(response, 200, 'text/plain; charset=utf-8', NOT_BUILT);
    else send(response, 404, 'application/json', NOT_FOUND);
  };
}

/** Settings that the trading page reads before its first call. */
async function sendPageSettings(
  response: NodeResponse,
  { config, operations, logger }: Parts,
): Promise<void> {
  try {
    const logins = await operations.offeredLogins();
    sendJson(response, 200, {
      logins: logins.map(({ partyId, password }) => ({ party_id: partyId, password })),
      market_time_zone: config.marketTimeZone,
    });
  } catch (error) {
    logger.error({ err: error }, 'the settings of the trading page could not be read');
    sendJson(response, 500, { detail: 'the settings of the page could not be read' });
  }
}

async function sendMetrics(response: NodeResponse, { operations, logger }: Parts): Promise<void> {
  try {
    send(response, 200, METRICS_CONTENT_TYPE, await operations.metrics());
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
async function sendHealth(response: NodeResponse, parts: Parts): Promise<void> {
  const { writers, failing } = await readStatus(parts);
  const { exchange, feeds } = parts;
  const { accepting, reason } = exchange.status;
  const more = {
    epoch: feeds.epoch,
    time_ns: String(feeds.clock.now()),
    ...(writers.length > 0 && { writers }),
    ...(failing.length > 0 && { failing_threads: failing }),
  };
  const isDegraded = failing.length > 0 || writers.some(({ state }) => state === 'failing');
  if (!accepting) sendJson(response, 503, { status: 'unavailable', reason, ...more });
  else sendJson(response, 200, { status: isDegraded ? 'degraded' : 'ok', ...more });
}

/** Without an answer of the main thread, that thread is failing itself. */
async function readStatus({ operations, logger }: Parts) {
  try {
    const { writers, threads } = await operations.status();
    return {
      writers: writers.map(({ name, state, cursor, lag }) => ({ name, state, cursor, lag })),
      failing: threads.filter(({ state }) => state === 'failing').map(({ name }) => name),
    };
  } catch (error) {
    logger.error({ err: error }, 'the status of writers and threads is unknown');
    return { writers: [], failing: ['main'] };
  }
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
