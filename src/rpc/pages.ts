import type { Exchange } from '../exchange/exchange.ts';
import type { Writers } from '../writers/start-writers.ts';
import type { NodeRequest, NodeResponse } from './node-http.ts';

/** What answers requests that are no RPC. */
export function createPages(exchange: Exchange, writers: Writers) {
  return (request: NodeRequest, response: NodeResponse): void => {
    const path = request.url?.split('?', 1)[0] ?? '';
    const page = isRead(request) ? path : '';
    if (page === '/') send(response, 200, 'text/html; charset=utf-8', FRONT_PAGE);
    else if (page === '/healthz') sendHealth(response, exchange, writers);
    else send(response, 404, 'application/json', NOT_FOUND);
  };
}

/** A writer that fails stops nobody from trading: that is degraded, and still 200. Why is in the log, not for everyone. */
function sendHealth(response: NodeResponse, exchange: Exchange, { status }: Writers): void {
  const { accepting, reason } = exchange.status;
  const writers = status.map(({ name, state, cursor, lag }) => ({ name, state, cursor, lag }));
  const more = writers.length === 0 ? {} : { writers };
  if (!accepting) sendJson(response, 503, { status: 'unavailable', reason, ...more });
  else if (writers.some(({ state }) => state === 'failing'))
    sendJson(response, 200, { status: 'degraded', ...more });
  else sendJson(response, 200, { status: 'ok', ...more });
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

/** As the REST API tells of an error. */
const NOT_FOUND = '{"detail":"Not Found"}';

const FRONT_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Redleaf Exchange</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem }
pre { background: #f4f4f4; padding: 1rem; overflow-x: auto }</style>
<h1>Redleaf Exchange</h1>
<p>A limit order book exchange. This port speaks gRPC, gRPC-Web and Connect, over HTTP/1.1 and HTTP/2
without TLS. The server describes itself by gRPC reflection.</p>
<p>What instruments there are:</p>
<pre>curl -H 'content-type: application/json' -d '{}' \\
  http://HOST:PORT/redleaf.v1.MarketDataService/ListInstruments</pre>
<p>The same over gRPC, with <a href="https://buf.build/docs/reference/cli/buf/curl/">buf curl</a>:</p>
<pre>buf curl --http2-prior-knowledge --protocol grpc -d '{}' \\
  http://HOST:PORT/redleaf.v1.MarketDataService/ListInstruments</pre>
<p>Health: <a href="/healthz">/healthz</a>, or the service <code>grpc.health.v1.Health</code>.</p>
</html>
`;
