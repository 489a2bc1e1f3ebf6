import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadTurns, Turns } from '../../admission/read-turns.ts';
import type { AuthClient } from '../../auth/auth-client.ts';
import type { Party } from '../../domain/party.ts';
import { RefusedError } from '../../domain/refusal.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import type { Feeds } from '../../feeds/feeds.ts';
import type { HistoryReader } from '../../history/history-reader.ts';
import type { Logger } from '../../log/logger.ts';
import type { Config } from '../../settings/config.ts';
import type { Admission } from '../http/admission/admission.ts';
import type { Call } from '../http/admission/call.ts';
import { isDisconnect } from '../http/caller-gone.ts';
import { type NodeRequest, type NodeResponse, pathOf } from '../http/node-http.ts';
import type { RestMetrics } from '../metrics/rest-metrics.ts';
import { CLIENT_CLOSED_REQUEST, logRestRequest } from '../rpc/log-requests.ts';
import { MAX_ADMIN_REQUEST_BYTES, MAX_REQUEST_BYTES } from '../rpc/message-limits.ts';
import type { OrderRates } from '../rpc/order-rates.ts';
import { visibleParties } from '../rpc/visible-parties.ts';
import { arrayText, type Values } from './array-text.ts';
import { partyOfBody, partyOfHeader, type Sender, senderOf } from './authenticate.ts';
import { readFields } from './body.ts';
import { Fields } from './fields.ts';
import { type Answer, READ_ROUTES, READ_ROUTES_OF_INSTRUMENT, toListedInstrument } from './read-routes.ts';
import { fromRefusals, RestError } from './rest-error.ts';
import { WRITE_ROUTES } from './write-routes.ts';

interface Parts {
  readonly config: Config;
  readonly exchange: Exchange;
  readonly feeds: Feeds;
  /** Undefined if the exchange keeps none. */
  readonly history: HistoryReader | undefined;
  readonly auth: AuthClient;
  readonly metrics: { readonly rest: RestMetrics };
  readonly orderRates: OrderRates;
  readonly turns: ReadTurns;
  readonly admission: Admission;
  readonly logger: Logger;
}

/** A method and a path. */
interface Route {
  /** Label in metrics, such as `/orders/{instrument_id}`. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly answer: (fields: ReadonlyMap<string, unknown>, call: RestCall) => Promise<Answer>;
}

/** One request. */
interface RestCall {
  readonly sender: Sender;
  readonly admitted: Call;
  /** The caller, once known. */
  party?: string;
  /** The error, if it failed. */
  failure?: RestError;
}

const CANCEL_PATHS: ReadonlySet<string> = new Set(['/cancel', '/cancel_all']);

const NO_FIELDS: ReadonlyMap<string, unknown> = new Map();

/**
 * The REST API of the exchange that this one replaces, for existing programs: the same paths and the same JSON, on the exchange
 * and the views of the RPCs. `docs/MIGRATION.md` lists the differences.
 *
 * @param shutdown aborts when the server stops. Later requests are refused before their body is read.
 * @returns a listener that answers the paths of the API, and returns false for others.
 */
export function createRestApi(
  parts: Parts,
  shutdown: AbortSignal,
): (request: NodeRequest, response: NodeResponse, call: Call) => boolean {
  const { metrics, turns, logger } = parts;

  const answer = async (
    route: Route,
    call: RestCall,
    request: NodeRequest,
    response: NodeResponse,
  ): Promise<void> => {
    try {
      if (shutdown.aborted) throw new RestError(503, 'the exchange is stopping');
      // A POST takes a place later, when its password has been checked.
      if (route.method === 'GET') call.admitted.enter('calls');
      const fields = route.method === 'POST' ? await readFields(request, maxBodyBytes(route)) : NO_FIELDS;
      const answered = await route.answer(fields, call);
      const isHead = request.method === 'HEAD';
      if (typeof answered === 'string') send(response, 200, answered, isHead);
      else await sendList(response, answered, isHead, turns.of(call.admitted.reader));
    } catch (error) {
      if (isDisconnect(error)) {
        response.destroy();
        return;
      }
      call.failure = asRestError(error, request, call.admitted.requestId, logger);
      if (response.headersSent) response.destroy();
      else sendError(response, call.failure);
    }
  };

  return (request, response, admitted) => {
    const path = pathOf(request);
    const route = routeOf(path, parts);
    if (route === undefined) return redirect(path, request, response, parts);
    const { method } = request;
    const isAllowed = method === route.method || (method === 'HEAD' && route.method === 'GET');
    const counted = isAllowed ? route.method : 'other';
    const call: RestCall = { sender: senderOf(request, admitted), admitted };
    const startMs = performance.now();
    const ended = (status: number) => {
      response.off('finish', onFinish);
      response.off('close', onClose);
      const ms = performance.now() - startMs;
      metrics.rest.ended(counted, route.name, status, ms);
      const line = {
        request: `${counted} ${route.name}`,
        requestId: admitted.requestId,
        party: call.party,
        status,
        ms: Math.round(ms),
      };
      logRestRequest(line, logger);
    };
    const onFinish = () => ended(response.statusCode);
    const onClose = () => ended(call.failure?.status ?? CLIENT_CLOSED_REQUEST);
    response.once('finish', onFinish).once('close', onClose);
    if (isAllowed) {
      void answer(route, call, request, response);
    } else {
      response.setHeader('allow', route.method);
      sendError(response, new RestError(405, 'Method Not Allowed'));
    }
    return true;
  };
}

/** Equal to that of the corresponding RPC. */
function maxBodyBytes({ name }: Route): number {
  return name === '/new_book' ? MAX_ADMIN_REQUEST_BYTES : MAX_REQUEST_BYTES;
}

function routeOf(path: string, parts: Parts): Route | undefined {
  const { config, feeds, history, exchange, auth, orderRates, turns, admission, logger } = parts;
  const seenBy = (party: Party | undefined) => visibleParties(feeds.directory, config.publicParties, party);
  const write = WRITE_ROUTES.get(path);
  if (write !== undefined) {
    return {
      name: path,
      method: 'POST',
      answer: async (values, call) => {
        const party = await partyOfBody(values, call.sender, auth);
        call.party = party.partyId;
        call.admitted.transferTo(admission.holderOfParty(party.partyNumber));
        call.admitted.enter(CANCEL_PATHS.has(path) ? 'cancels' : 'calls');
        if (path === '/orders') countOrder(party, orderRates, call.admitted);
        return write({
          party,
          fields: new Fields(values),
          exchange,
          feeds,
          parties: seenBy(party),
          turns: turns.of(call.admitted.reader),
          logger,
        });
      },
    };
  }
  // The caller makes no difference where all parties are public.
  const readers = async (call: RestCall) => {
    const party = config.publicParties ? undefined : await partyOfHeader(call.sender, auth);
    if (party !== undefined) call.party = party.partyId;
    return seenBy(party);
  };
  const read = READ_ROUTES.get(path);
  if (read !== undefined) {
    const isOfAllParties = path === '/parties' && config.publicParties;
    const answer: Route['answer'] = async (_, call) => {
      const parties = await readers(call);
      return read(feeds, parties, isOfAllParties ? await auth.unlistedParties() : []);
    };
    return { name: path, method: 'GET', answer };
  }
  const [, folder = '', name = ''] = /^(\/[a-z_]+\/)([^/]+)$/.exec(path) ?? [];
  const readOf = READ_ROUTES_OF_INSTRUMENT.get(folder);
  if (readOf === undefined) return undefined;
  return {
    name: `${folder}{instrument_id}`,
    method: 'GET',
    answer: async (_, call) => {
      const instrumentId = toListedInstrument(decodePath(name), feeds);
      const parties = await readers(call);
      return readOf({ feeds, history, caller: call.admitted }, instrumentId, parties);
    },
  };
}

/**
 * Counts an order against the rate of its party, and sets the headers with that rate.
 *
 * @throws RefusedError TOO_MANY_REQUESTS
 */
function countOrder({ partyNumber }: Party, rates: OrderRates, call: Call): void {
  const refusal = rates.take(partyNumber);
  call.setRateHeaders(rates.headersOf(partyNumber));
  if (refusal !== undefined) throw new RefusedError(refusal);
}

/** Redirects a path with an extra slash. */
function redirect(path: string, request: NodeRequest, response: NodeResponse, parts: Parts): boolean {
  const target = path.replace(/\/$/, '');
  if (target === path || routeOf(target, parts) === undefined) return false;
  response.setHeader('location', target + (request.url ?? '').slice(path.length));
  response.statusCode = 307;
  response.end();
  return true;
}

/** @throws RestError 404. */
function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RestError(404, 'Not Found');
  }
}

function asRestError(error: unknown, request: NodeRequest, requestId: string, logger: Logger): RestError {
  if (error instanceof RestError) return error;
  if (error instanceof RefusedError) return fromRefusals(error.refusals);
  logger.error(
    { err: error, method: request.method, path: pathOf(request), requestId },
    'a request failed with an internal error',
  );
  return new RestError(500, `internal error: see the log of the exchange for request ${requestId}`);
}

function sendError(response: NodeResponse, { status, detail, retryAfterMs }: RestError): void {
  if (retryAfterMs !== undefined) response.setHeader('retry-after', Math.ceil(retryAfterMs / 1_000));
  send(response, status, JSON.stringify({ detail }), false);
}

function send(response: NodeResponse, status: number, answer: string, isHead: boolean): void {
  setHead(response, status);
  response.setHeader('content-length', Buffer.byteLength(answer));
  response.end(isHead ? '' : answer);
}

/** Sends a list at the pace of the caller, until it leaves. */
async function sendList(
  response: NodeResponse,
  values: Values,
  isHead: boolean,
  turns: Turns,
): Promise<void> {
  if (isHead) {
    setHead(response, 200);
    response.end();
    return;
  }
  const text = arrayText(values, turns)[Symbol.asyncIterator]();
  // A list is refused before its first piece, while the status can still be set.
  const first = await text.next();
  setHead(response, 200);
  await pipeline(Readable.from(startingWith(first, text), { objectMode: false }), response);
}

async function* startingWith<T>(first: IteratorResult<T>, rest: AsyncIterator<T>): AsyncIterable<T> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function setHead(response: NodeResponse, status: number): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.setHeader('x-content-type-options', 'nosniff');
}
